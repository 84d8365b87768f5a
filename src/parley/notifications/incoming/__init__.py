"""Mail that comes in: answers to our mails, returned mails, stops, complaints.

A mail is stored before its sender is told that it was taken (`receiving`), whichever way it came (`listener`,
`imap`); the worker deals with it afterwards (`dealing`), so that nothing is lost when a process is killed.
"""

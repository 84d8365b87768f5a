"""The programs that are compared. All are given the same comments, with name, e-mail and address where known."""

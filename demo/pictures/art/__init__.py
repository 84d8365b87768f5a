"""The demo's pictures, each made by a function of a seeded random generator."""

"""Every change that programs and their operators bring about, one file for each topic."""

"""What editors choose about the look: colours, type, logo, density, the layout of lists. A theme says all the rest."""

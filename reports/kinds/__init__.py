"""One file for each kind of report: which days it covers and what it is called."""

"""Reports on many nights: the distributions of a campaign, and two sides compared."""

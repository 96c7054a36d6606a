"""What one could pick to watch a canary, measured beside the judge."""

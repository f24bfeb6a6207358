"""An invented hotel with its website and documents, to show the house at work."""

"""The reader: does this passage answer that question? Its file, its lessons, how it is run."""

"""What is known about written Chinese: how likely a string is, and how it is punctuated."""

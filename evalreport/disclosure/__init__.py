"""What must not be published: secrets and personal data, told by their form alone."""

"""The guide beyond one letter: the letters of one applicant together, whom to ask, the packet, the dates."""

"""What a message is for, by its meaning: small talk, a person, a complaint, a booking."""

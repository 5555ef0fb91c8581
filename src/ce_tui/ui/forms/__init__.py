"""Forms: the fields of a question, the body of questions, and the claim in its steps."""

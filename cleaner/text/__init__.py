"""What several stages ask about Chinese text: likelihood, script, dates, spacing, word lists."""

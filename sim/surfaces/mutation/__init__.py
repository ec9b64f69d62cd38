"""What a runbook's regressions would notice: mutants played, told and turned into expectations."""

"""Report -> what a person reads: terminal, HTML, Word comments. Renderers see the report and nothing else."""

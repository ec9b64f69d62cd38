"""The sections of a policy: whom to tell what, in which order to work, what each thing is worth."""

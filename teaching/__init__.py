"""The teaching loop: what was not understood is collected, masked, grouped and labelled; models are trained, compared, taken
into service and taken back."""

"""``python -m bot.edge run …``: Rasa's own command line, without the warnings of its old libraries about one another."""

import sys
import warnings

warnings.showwarning = lambda *_args, **_kwargs: None

from rasa.__main__ import main

sys.argv[0] = "rasa"
main()

"""`python -m fakexplain` is the command `fakexplain`."""

import sys

from fakexplain.cli import main

sys.exit(main())

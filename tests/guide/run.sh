#!/bin/bash
# run.sh <folder of the command line> <folder of the libraries>: the code blocks of README.md and of the guide.
# Those in Python run when the package is installed where $python points.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
languages=jsonc,json,sh,c,cpp,sql
interpreter=python3
if [ -x "$python" ] && "$python" -c 'import huifang' 2>/dev/null; then
  languages=$languages,python
  interpreter=$python
fi
exec "$interpreter" "$root/tests/guide/run.py" --bin "$1" --lib "$2" --only "$languages" --coverage

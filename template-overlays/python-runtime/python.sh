# Names for Python's own frames. Sourced by the agent before the function starts.
# They need Python >= 3.12 built with frame pointers; asking takes a start of the interpreter, so
# `sh python.sh settle` asks at image build and keeps the answer beside this file.

python_frames() {
    python3 -c '
import sysconfig
flags = " ".join(str(sysconfig.get_config_var(name)) for name in ("PY_CORE_CFLAGS", "CFLAGS"))
trampoline = sysconfig.get_config_var("PY_HAVE_PERF_TRAMPOLINE")
print("yes" if trampoline and "-fno-omit-frame-pointer" in flags else "no")' 2>/dev/null || echo no
}

if [ "${1-}" = settle ] && [ "${0##*/}" = python.sh ]; then
    python_frames >"${0%/*}/python.frames"
    exit
fi

frames=
[ ! -r "${fragment%/*}/python.frames" ] || read -r frames <"${fragment%/*}/python.frames"
if [ "${frames:-$(python_frames)}" = yes ]; then
    # CPython writes its map to this very directory, and starts without one where it can't.
    traced PYTHONPERFSUPPORT "${PYTHONPERFSUPPORT-1}"
else
    note "native frames only: Python's own need Python 3.12 or newer, built with frame pointers"
fi

# Loads the hook into Python, and gives names to Python frames. Sourced by the agent before the function starts.
#
# If one process handles all requests, Python finds the hook's `sitecustomize` in PYTHONPATH.
#
# Names need Python 3.12 or newer (3.15 with Alpine's C library), built with frame pointers, and a release in which support
# for names doesn't crash forked processes. Checking this starts the interpreter twice. So `sh python.sh settle PYTHON`
# checks it when the image is built, and stores the result next to this file.

python_asks='
import platform, sysconfig
flags = " ".join(str(sysconfig.get_config_var(name)) for name in ("PY_CORE_CFLAGS", "CFLAGS"))
trampoline = sysconfig.get_config_var("PY_HAVE_PERF_TRAMPOLINE")
print(platform.python_version() if trampoline and "-fno-omit-frame-pointer" in flags else "no")'

# With perf support on, some releases (3.13.12 and 3.14.3, for example) free machine code that a forked process still runs:
# workers die, and their responses are lost. This trial provokes the crash: a forked process creates functions, drops
# them, and calls others. It prints "fine" if all its processes survive.
python_tries='
import gc, os, signal

def make(functions):
    for i in range(200):
        scope = {}
        exec("def function(): return %d" % i, scope)
        functions.append(scope["function"])
        functions[-1]()

def tidy(process):
    try:
        os.unlink("/tmp/perf-%d.map" % process)
    except OSError:
        pass

signal.alarm(20)
kept, fine = [], True
make(kept)
for _ in range(3):
    child = os.fork()
    if not child:
        signal.alarm(20)
        dropped = []
        make(dropped)
        del dropped[:]
        gc.collect()
        make(dropped)
        for function in kept:
            function()
        os._exit(0)
    fine = os.waitpid(child, 0)[1] == 0 and fine
    tidy(child)
tidy(os.getpid())
print("fine" if fine else "not fine")'

python_frames() { # PYTHON SECONDS: prints "yes", "no", or "crashes" and the version
    python_version=$(timeout -s KILL "$2" "$1" -c "$python_asks" </dev/null 2>/dev/null) || python_version=no
    case $python_version in
    no | '') echo no ;;
    *)
        case $(PYTHONPERFSUPPORT=1 timeout -s KILL "$2" "$1" -c "$python_tries" </dev/null 2>/dev/null) in
        fine) echo yes ;;
        *) echo "crashes $python_version" ;;
        esac
        ;;
    esac
}

python_file() { # NAME: prints the file that the command resolves to
    readlink -f "$(command -v "$1")" 2>/dev/null || echo "$1"
}

# Prints the interpreter that the process runs, or that the process's script names. If neither is found, prints python3.
python_of() { # PROCESS
    python_word=${1%%[ 	]*}
    case ${python_word##*/} in
    python*) ;;
    *)
        python_line=
        { read -r python_line <"$(command -v "$python_word")"; } 2>/dev/null
        case $python_line in
        '#!'*python*)
            python_word=${python_line#'#!'}
            python_word=${python_word# }
            python_word=${python_word#/usr/bin/env }
            python_word=${python_word%% *}
            ;;
        *) python_word=python3 ;;
        esac
        ;;
    esac
    echo "$python_word"
}

python_hook() { # FOLDER: prints the hook's folder, which is next to the folder of this file
    echo "${1%/*}/python"
}

# Puts the hook's folder before a PYTHONPATH that the process's own command sets.
python_path() { # VARIABLE
    eval "python_line=\${$1-}"
    case " $python_line" in
    *\ PYTHONPATH=\ *) python_word=$python_hook ;;
    *\ PYTHONPATH=*) python_word=$python_hook: ;;
    *) return 0 ;;
    esac
    export "$1=${python_line%%PYTHONPATH=*}PYTHONPATH=$python_word${python_line#*PYTHONPATH=}"
}

if [ "${1-}" = settle ] && [ "${0##*/}" = python.sh ]; then
    { python_file "$2"; python_frames "$2" 60; } >"${0%/*}/python.frames"
    # The function's user can't write there. Without this, Python would compile the hook at every start.
    timeout -s KILL 60 "$2" -m compileall -q "$(python_hook "${0%/*}")" </dev/null >/dev/null 2>&1
    exit 0
fi

# If the variable is already set, it is not changed.
if [ -z "${PYTHONPERFSUPPORT+set}" ]; then
    python=$(python_of "${fprocess:-${function_process-}}")
    python_asked='' frames=''
    [ ! -r "${fragment%/*}/python.frames" ] ||
        { read -r python_asked && read -r frames; } <"${fragment%/*}/python.frames"
    [ -n "$frames" ] && [ "$python_asked" = "$(python_file "$python")" ] || frames=$(python_frames "$python" 2)
    case $frames in
    # CPython writes its map to /tmp, even if TMPDIR is set. If it can't write there, it starts without a map.
    yes) traced PYTHONPERFSUPPORT 1 ;;
    crashes*)
        note "native frames only: with perf support on, forked processes of Python ${frames#* } crash or hang;" \
            "use another release of Python"
        ;;
    *)
        note "native frames only: names of Python functions need Python 3.12 or newer (Python 3.15 or newer on Alpine)," \
            "built with frame pointers"
        ;;
    esac
fi

python_hook=$(python_hook "${fragment%/*}")
if [ -z "${by_fork-}${windows-}" ] && [ -r "$python_hook/sitecustomize.py" ]; then
    export PYTHONPATH="$python_hook${PYTHONPATH:+:$PYTHONPATH}"
    python_path fprocess
    python_path function_process
fi

# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the scripts beside it: what they need of the machine, for Debian 12 and 13.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(
    g++ cmake ninja-build pkg-config
    qt6-base-dev qt6-svg-dev qt6-l10n-tools libgl-dev
    libopencv-dev libtorch-dev zlib1g-dev libsqlite3-dev
    libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libswresample-dev libavdevice-dev libxcb1-dev
    libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
)
run_packages=(gstreamer1.0-plugins-base gstreamer1.0-plugins-good qt6-wayland qt6-translations-l10n fonts-dejavu-core)
test_packages=(ffmpeg dbus-daemon xvfb xauth pocl-opencl-icd python3-opencv python3-torchvision clang libclang-rt-dev)

case $(. /etc/os-release && echo "${VERSION_CODENAME:-}") in
bookworm) test_packages+=(clang-format-14) ;;
trixie)
    build_packages+=(libonnxruntime-dev) # elsewhere packaging/onnxruntime assembles it
    run_packages+=(qt6-svg-plugins) # part of libqt6svg6 before
    ;;
esac

say() {
    printf 'sightglass: %s\n' "$*" >&2
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "this needs root, and sudo is not there; as root, run: $*"
        return 1
    fi
}

# Installs those of the named packages that are missing, and says which.
install_packages() {
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here: going on with what is installed"
        return
    fi
    local installed package missing=()
    installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qx "installed $package" <<<"$installed" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "installing ${missing[*]}"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Configures and builds one preset: build_preset NAME [TARGET...]. Quick when there is nothing to do.
build_preset() {
    local preset=$1
    shift
    local targets=()
    [[ $# -eq 0 ]] || targets=(--target "$@")
    # LibTorch's headers take up to 2 GiB of memory for each compiler.
    local memory jobs
    memory=$(awk '/^MemAvailable:/ { print int($2 / 2097152) }' /proc/meminfo)
    jobs=$(nproc)
    ((memory >= jobs)) || jobs=$((memory > 0 ? memory : 1))
    say "building $preset"
    (
        cd "$root"
        cmake --preset "$preset" >&2
        CMAKE_BUILD_PARALLEL_LEVEL=$jobs cmake --build --preset "$preset" "${targets[@]}" >&2
    )
}

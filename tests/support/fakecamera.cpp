// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakecamera.h"

#include "core/media/cameras.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>

#include <linux/videodev2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdarg>
#include <cstring>
#include <deque>
#include <mutex>
#include <vector>

namespace sightglass::test
{

namespace
{

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t mostBuffers = 8;

std::uint32_t fourcc(const QByteArray &format)
{
    return format == "mjpeg" ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
}

void set(v4l2_fract &fraction, std::int64_t num, std::int64_t den)
{
    fraction.numerator = static_cast<std::uint32_t>(num);
    fraction.denominator = static_cast<std::uint32_t>(den);
}

QByteArray pictureOf(const CameraMode &mode)
{
    if (mode.format != "mjpeg")
        return QByteArray(mode.size.width() * mode.size.height() * 2, '\x80');
    QImage picture(mode.size, QImage::Format_RGB32);
    picture.fill(QColor(128, 128, 128));
    QBuffer jpeg;
    jpeg.open(QIODevice::WriteOnly);
    picture.save(&jpeg, "JPG");
    return jpeg.data();
}

} // namespace

/// One camera from when it is plugged in until it is unplugged; requests may come from any thread.
struct FakeCamera::State
{
    explicit State(FakeCameraScript theScript)
        : script(std::move(theScript))
        , taken(script.taken)
        , mode(script.modes.first())
    {}

    int answer(int descriptor, unsigned long request, void *argument);

    const FakeCameraScript script;
    std::mutex mutex;
    bool pluggedIn = true;
    bool taken;
    CameraMode mode;
    QByteArray picture;
    std::deque<std::uint32_t> queued;
    bool streams = false;
    int starts = 0;
    std::int64_t sequence = 0;
    Clock::time_point due;

private:
    QList<QByteArray> formats() const;
    QList<CameraMode> modesOf(std::uint32_t pixelFormat) const;
    static std::uint32_t bufferSize(const CameraMode &mode);
    int enumerateFormats(v4l2_fmtdesc &format) const;
    int enumerateSizes(v4l2_frmsizeenum &size) const;
    int enumerateIntervals(v4l2_frmivalenum &interval) const;
    int takeFormat(v4l2_format &format);
    int takeRate(v4l2_streamparm &parameters);
    int giveBuffer(int descriptor, v4l2_buffer &buffer);
    void describe(v4l2_pix_format &pixels) const;
};

namespace
{

/// By device and inode of the file, as long as a camera is known.
struct Registered
{
    dev_t device;
    ino_t file;
    std::shared_ptr<FakeCamera::State> state;
};

std::mutex registryMutex;

std::vector<Registered> &registry()
{
    static std::vector<Registered> cameras;
    return cameras;
}

std::shared_ptr<FakeCamera::State> cameraBehind(int descriptor)
{
    struct stat file = {};
    if (::fstat(descriptor, &file) != 0)
        return nullptr;
    const std::lock_guard lock(registryMutex);
    for (auto each = registry().rbegin(); each != registry().rend(); ++each) {
        if (each->device == file.st_dev && each->file == file.st_ino)
            return each->state;
    }
    return nullptr;
}

} // namespace

QList<QByteArray> FakeCamera::State::formats() const
{
    QList<QByteArray> names;
    for (const CameraMode &each : script.modes) {
        if (!names.contains(each.format))
            names.append(each.format);
    }
    return names;
}

QList<CameraMode> FakeCamera::State::modesOf(std::uint32_t pixelFormat) const
{
    QList<CameraMode> modes;
    std::copy_if(script.modes.begin(), script.modes.end(), std::back_inserter(modes),
                 [pixelFormat](const CameraMode &each) { return fourcc(each.format) == pixelFormat; });
    return modes;
}

std::uint32_t FakeCamera::State::bufferSize(const CameraMode &mode)
{
    const auto page = static_cast<std::uint32_t>(::sysconf(_SC_PAGESIZE));
    const auto bytes = static_cast<std::uint32_t>(mode.size.width() * mode.size.height() * 2);
    return (bytes + page - 1) / page * page;
}

int FakeCamera::State::enumerateFormats(v4l2_fmtdesc &format) const
{
    if (format.index >= static_cast<std::uint32_t>(formats().size()))
        return EINVAL;
    format.pixelformat = fourcc(formats().at(static_cast<qsizetype>(format.index)));
    return 0;
}

int FakeCamera::State::enumerateSizes(v4l2_frmsizeenum &size) const
{
    QList<QSize> sizes;
    for (const CameraMode &each : modesOf(size.pixel_format)) {
        if (!sizes.contains(each.size))
            sizes.append(each.size);
    }
    const qsizetype count = script.stepwise ? std::min<qsizetype>(1, sizes.size()) : sizes.size();
    if (size.index >= static_cast<std::uint32_t>(count))
        return EINVAL;
    const auto width = [&sizes](qsizetype i) { return static_cast<std::uint32_t>(sizes.at(i).width()); };
    const auto height = [&sizes](qsizetype i) { return static_cast<std::uint32_t>(sizes.at(i).height()); };
    if (script.stepwise) {
        const qsizetype last = sizes.size() - 1;
        size.type = V4L2_FRMSIZE_TYPE_STEPWISE;
        size.stepwise = {width(0), width(last), 8, height(0), height(last), 8};
        return 0;
    }
    size.type = V4L2_FRMSIZE_TYPE_DISCRETE;
    size.discrete = {width(size.index), height(size.index)};
    return 0;
}

int FakeCamera::State::enumerateIntervals(v4l2_frmivalenum &interval) const
{
    QList<Rational> rates;
    for (const CameraMode &each : modesOf(interval.pixel_format)) {
        if (each.size == QSize(static_cast<int>(interval.width), static_cast<int>(interval.height)))
            rates.append(each.rate);
    }
    if (script.stepwise) {
        if (interval.index > 0)
            return EINVAL;
        interval.type = V4L2_FRMIVAL_TYPE_STEPWISE;
        set(interval.stepwise.min, 1, 60);
        set(interval.stepwise.max, 1, 1);
        set(interval.stepwise.step, 1, 60);
        return 0;
    }
    if (interval.index >= static_cast<std::uint32_t>(rates.size()))
        return EINVAL;
    const Rational rate = rates.at(static_cast<qsizetype>(interval.index));
    interval.type = V4L2_FRMIVAL_TYPE_DISCRETE;
    set(interval.discrete, rate.den, rate.num);
    return 0;
}

void FakeCamera::State::describe(v4l2_pix_format &pixels) const
{
    pixels.width = static_cast<std::uint32_t>(mode.size.width());
    pixels.height = static_cast<std::uint32_t>(mode.size.height());
    pixels.pixelformat = fourcc(mode.format);
    pixels.field = V4L2_FIELD_NONE;
    pixels.sizeimage = bufferSize(mode);
}

/// As drivers do, the nearest of what there is.
int FakeCamera::State::takeFormat(v4l2_format &format)
{
    if (taken || streams)
        return EBUSY;
    const QSize size(static_cast<int>(format.fmt.pix.width), static_cast<int>(format.fmt.pix.height));
    QList<CameraMode> modes = modesOf(format.fmt.pix.pixelformat);
    if (modes.isEmpty())
        modes = script.modes;
    const auto distance = [size](const CameraMode &each) {
        return std::abs(each.size.width() - size.width()) + std::abs(each.size.height() - size.height());
    };
    mode = *std::min_element(modes.begin(), modes.end(), [&distance](const CameraMode &a, const CameraMode &b) {
        return distance(a) < distance(b);
    });
    if (script.alwaysFirst)
        mode = script.modes.first();
    else if (script.stepwise)
        mode.size = size;
    picture = pictureOf(mode);
    describe(format.fmt.pix);
    return 0;
}

int FakeCamera::State::takeRate(v4l2_streamparm &parameters)
{
    const v4l2_fract &interval = parameters.parm.capture.timeperframe;
    if (!script.alwaysFirst && interval.numerator > 0)
        mode.rate = {interval.denominator, interval.numerator};
    set(parameters.parm.capture.timeperframe, mode.rate.den, mode.rate.num);
    parameters.parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    return 0;
}

int FakeCamera::State::giveBuffer(int descriptor, v4l2_buffer &buffer)
{
    if (!streams)
        return EINVAL;
    const auto now = Clock::now();
    if (now < due || queued.empty())
        return EAGAIN;
    due = std::max(due, now - std::chrono::seconds(1)) +
          std::chrono::duration_cast<Clock::duration>(
              std::chrono::duration<double>(script.slowness / mode.rate.toDouble()));
    buffer.index = queued.front();
    queued.pop_front();
    const off_t place = static_cast<off_t>(buffer.index) * bufferSize(mode);
    if (::pwrite(descriptor, picture.constData(), static_cast<std::size_t>(picture.size()), place) != picture.size())
        return EIO;
    buffer.bytesused = static_cast<std::uint32_t>(picture.size());
    buffer.flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_DONE;
    buffer.sequence = static_cast<std::uint32_t>(sequence++);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
    buffer.timestamp.tv_sec = time / 1'000'000;
    buffer.timestamp.tv_usec = time % 1'000'000;
    return 0;
}

/// 0, or what errno is to be.
int FakeCamera::State::answer(int descriptor, unsigned long request, void *argument)
{
    const std::lock_guard lock(mutex);
    if (!pluggedIn)
        return ENODEV;
    switch (request) {
    case VIDIOC_QUERYCAP: {
        auto &abilities = *static_cast<v4l2_capability *>(argument);
        abilities = {};
        abilities.capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS;
        abilities.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    }
    case VIDIOC_G_INPUT:
        *static_cast<int *>(argument) = 0;
        return 0;
    case VIDIOC_ENUMINPUT:
        return static_cast<v4l2_input *>(argument)->index == 0 ? 0 : EINVAL;
    case VIDIOC_ENUM_FMT:
        return enumerateFormats(*static_cast<v4l2_fmtdesc *>(argument));
    case VIDIOC_ENUM_FRAMESIZES:
        return enumerateSizes(*static_cast<v4l2_frmsizeenum *>(argument));
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return enumerateIntervals(*static_cast<v4l2_frmivalenum *>(argument));
    case VIDIOC_G_FMT:
        describe(static_cast<v4l2_format *>(argument)->fmt.pix);
        return 0;
    case VIDIOC_S_FMT:
        return takeFormat(*static_cast<v4l2_format *>(argument));
    case VIDIOC_G_PARM:
        set(static_cast<v4l2_streamparm *>(argument)->parm.capture.timeperframe, mode.rate.den, mode.rate.num);
        static_cast<v4l2_streamparm *>(argument)->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        return 0;
    case VIDIOC_S_PARM:
        return takeRate(*static_cast<v4l2_streamparm *>(argument));
    case VIDIOC_REQBUFS: {
        auto &wanted = *static_cast<v4l2_requestbuffers *>(argument);
        wanted.count = std::min(wanted.count, mostBuffers);
        queued.clear();
        return ::ftruncate(descriptor, static_cast<off_t>(mostBuffers) * bufferSize(mode)) == 0 ? 0 : errno;
    }
    case VIDIOC_QUERYBUF: {
        auto &buffer = *static_cast<v4l2_buffer *>(argument);
        buffer.length = bufferSize(mode);
        buffer.m.offset = buffer.index * buffer.length;
        return 0;
    }
    case VIDIOC_QBUF:
        queued.push_back(static_cast<v4l2_buffer *>(argument)->index);
        return 0;
    case VIDIOC_DQBUF:
        return giveBuffer(descriptor, *static_cast<v4l2_buffer *>(argument));
    case VIDIOC_STREAMON:
        streams = true;
        ++starts;
        due = Clock::now();
        return 0;
    case VIDIOC_STREAMOFF:
        streams = false;
        queued.clear();
        return 0;
    default:
        return ENOTTY;
    }
}

FakeCameraRoot::FakeCameraRoot()
{
    setCameraRoot(m_folder.path());
}

FakeCameraRoot::~FakeCameraRoot()
{
    setCameraRoot(QStringLiteral("/"));
}

FakeCamera::FakeCamera(const FakeCameraRoot &root, FakeCameraScript script)
    : m_root(root)
    , m_script(std::move(script))
{}

FakeCamera::~FakeCamera()
{
    unplug();
}

void FakeCamera::plugIn(int number)
{
    unplug();
    m_number = number;
    m_state = std::make_shared<State>(m_script);
    const auto write = [](const QString &path, const QByteArray &content) {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("A fake camera cannot be made.");
    };
    const QString entry = m_root.path(QStringLiteral("sys/class/video4linux/video%1/").arg(number));
    write(entry + QLatin1String("name"), m_script.name.toUtf8() + '\n');
    write(entry + QLatin1String("index"), "0\n");
    write(device(), {});
    struct stat file = {};
    ::stat(QFile::encodeName(device()).constData(), &file);
    {
        const std::lock_guard lock(registryMutex);
        registry().push_back({file.st_dev, file.st_ino, m_state});
    }
    for (const QString &link : {byId(), bySocket()}) {
        if (!link.isEmpty() && QDir().mkpath(QFileInfo(link).path()))
            QFile::link(QStringLiteral("../../video%1").arg(number), link);
    }
}

void FakeCamera::unplug()
{
    if (!m_state)
        return;
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->pluggedIn = false;
        m_startsBefore += m_state->starts;
    }
    for (const QString &link : {byId(), bySocket()}) {
        // Another one may have it.
        if (!link.isEmpty() && QFileInfo(link).canonicalFilePath() == QFileInfo(device()).canonicalFilePath())
            QFile::remove(link);
    }
    QFile::remove(device());
    QDir(m_root.path(QStringLiteral("sys/class/video4linux/video%1").arg(m_number))).removeRecursively();
    m_state.reset();
}

void FakeCamera::setTaken(bool taken)
{
    m_script.taken = taken;
    if (!m_state)
        return;
    const std::lock_guard lock(m_state->mutex);
    m_state->taken = taken;
}

QString FakeCamera::device() const
{
    return m_root.path(QStringLiteral("dev/video%1").arg(m_number));
}

QString FakeCamera::byId() const
{
    return m_script.id.isEmpty() ? QString() : m_root.path(QStringLiteral("dev/v4l/by-id/") + m_script.id);
}

QString FakeCamera::bySocket() const
{
    return m_script.socket.isEmpty() ? QString() : m_root.path(QStringLiteral("dev/v4l/by-path/") + m_script.socket);
}

int FakeCamera::starts() const
{
    if (!m_state)
        return m_startsBefore;
    const std::lock_guard lock(m_state->mutex);
    return m_startsBefore + m_state->starts;
}

} // namespace sightglass::test

/// In the place of the C library's, which libavdevice calls, too: a program's own function comes first.
extern "C" __attribute__((visibility("default"))) int ioctl(int descriptor, unsigned long request, ...) noexcept
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    constexpr unsigned long videoRequests = 'V';
    if (((request >> 8) & 0xff) == videoRequests) {
        if (const auto camera = sightglass::test::cameraBehind(descriptor)) {
            const int problem = camera->answer(descriptor, request, argument);
            if (problem != 0)
                errno = problem;
            return problem == 0 ? 0 : -1;
        }
    }
    return static_cast<int>(::syscall(SYS_ioctl, descriptor, request, argument));
}

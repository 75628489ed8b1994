// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modeltrial.h"

#include "core/inference/detector.h"
#include "core/inference/externaldata.h"
#include "core/inference/installation.h"
#include "core/inference/loadnetwork.h"
#include "core/inference/modelids.h"
#include "core/inference/sidecar.h"
#include "core/values/pixellimit.h"
#include "core/values/words.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>

#include <opencv2/core/version.hpp>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

namespace sightglass
{

namespace
{

constexpr qsizetype longestDetail = 2000;

std::optional<ModelTrial> theTrial;

/// Null where OpenCV reads ONNX files.
const NetworkBackend *onnxRuntimeFor(Backend backend)
{
    if (backend == Backend::OpenCv || !isOnnxRuntimeInstalled())
        return nullptr;
    const auto runtime = onnxRuntimeBackend();
    return runtime ? *runtime : nullptr;
}

/// "OpenCV 4.6.0".
QString readerOf(const ModelPair &files, Backend backend)
{
    if (files.format == ModelFormat::TorchScript)
        return QStringLiteral("LibTorch");
    if (files.format == ModelFormat::Onnx)
        if (const NetworkBackend *runtime = onnxRuntimeFor(backend))
            return QStringLiteral("%1 %2").arg(QLatin1String(runtime->name), QLatin1String(runtime->version));
    return QStringLiteral("OpenCV %1").arg(QLatin1String(CV_VERSION));
}

/// Of the content of all files, with what reads them; nothing where a file cannot be read to its end.
std::optional<QString> keyOf(const ModelPair &files, const QString &reader)
{
    QStringList paths{files.weights, files.network};
    if (files.format == ModelFormat::Onnx)
        if (const auto data = externalDataPaths(files.weights))
            paths += *data;
    QCryptographicHash all(QCryptographicHash::Sha256);
    all.addData(QCoreApplication::applicationVersion().toUtf8() + '\0' + CV_VERSION + '\0' + reader.toUtf8() + '\0');
    for (const QString &path : std::as_const(paths)) {
        if (path.isEmpty())
            continue;
        QFile file(path);
        QCryptographicHash one(QCryptographicHash::Sha256);
        if (!file.open(QIODevice::ReadOnly) || !one.addData(&file))
            return std::nullopt;
        all.addData(one.result());
    }
    return QString::fromLatin1(all.result().toHex());
}

/// Bytes of address space: three quarters of the memory that is there, and what libraries map and never touch.
rlim_t memoryLimit()
{
    constexpr rlim_t mapped = rlim_t(4) << 30;
    struct sysinfo machine = {};
    if (::sysinfo(&machine) != 0)
        return RLIM_INFINITY;
    return mapped + rlim_t(machine.totalram) * machine.mem_unit / 4 * 3;
}

/// Run between fork and exec: system calls alone.
void limitProcess([[maybe_unused]] rlim_t memory)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
// AddressSanitizer and ThreadSanitizer map terabytes.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const rlimit most{memory, memory};
    ::setrlimit(RLIMIT_AS, &most);
#endif
}

QString nameOf(const ModelPair &files)
{
    return QFileInfo(files.weights).fileName();
}

Error crashed(const ModelPair &files, const QString &reader, const QString &detail)
{
    return {Words::tr("%1 is not loaded: %2 crashes on it.").arg(nameOf(files), reader),
            files.network.isEmpty() ? Words::tr("Check that the file is whole; export it anew.")
                                    : Words::tr("Check that %1 and %2 are whole and belong together.")
                                          .arg(nameOf(files), QFileInfo(files.network).fileName()),
            QStringLiteral("It was tried in a process of its own. %1").arg(detail)};
}

Error tookTooLong(const ModelPair &files, const QString &reader, std::chrono::milliseconds longest)
{
    return {Words::tr("%1 is not loaded: %2 was not done with it after %3 seconds.")
                .arg(nameOf(files), reader, QString::number(longest.count() / 1000)),
            Words::tr("Try again when the machine has less to do; if that changes nothing, export it anew."),
            QStringLiteral("It was tried in a process of its own.")};
}

QString endOf(const QByteArray &output)
{
    return QString::fromUtf8(output.trimmed().right(longestDetail));
}

QString signalText(int number)
{
    const char *name = ::sigabbrev_np(number);
    return QStringLiteral("Ended by signal %1 (%2).").arg(QString::number(number), QLatin1String(name ? name : "?"));
}

/// Whether a process that ends by this signal has itself to blame: others are sent by people, and by a system that runs
/// out of memory.
bool isOfItsOwn(int signal)
{
    constexpr std::array faults{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    return std::find(faults.begin(), faults.end(), signal) != faults.end();
}

/// What runModelTrial() has written: its line is the last, whatever a library printed before.
std::optional<Error> errorIn(const QByteArray &output)
{
    const QJsonObject said = QJsonDocument::fromJson(output.mid(output.trimmed().lastIndexOf('\n') + 1)).object();
    const QString message = said[QStringLiteral("message")].toString();
    if (message.isEmpty())
        return std::nullopt;
    return Error{message, said[QStringLiteral("suggestion")].toString(), said[QStringLiteral("detail")].toString()};
}

/// What the standard library, OpenCV's cv::Mat and LibTorch's allocator throw.
bool isAboutMemory(const Error &error)
{
    static const QRegularExpression words(
        QStringLiteral("bad_alloc|bad_array_new_length|Insufficient memory|Failed to allocate|can't allocate memory"));
    return words.match(error.detail).hasMatch();
}

Error takesTooMuchMemory(const ModelRequest &request, const Error &error)
{
    return {Words::tr("%1 takes more memory than there is.").arg(QFileInfo(request.location).fileName()),
            Words::tr("If the file is no larger than it should be, it is damaged: export it anew."), error.detail};
}

bool networkLoads(const ModelRequest &request)
{
    const auto files = findModelFiles(request);
    return files && loadNetwork(request, *files).ok();
}

} // namespace

ModelTrial::ModelTrial(QString program, CacheFile verdicts, std::chrono::milliseconds longest, QString language)
    : m_program(std::move(program))
    , m_verdicts(std::move(verdicts))
    , m_longest(longest)
    , m_language(std::move(language))
{}

ModelTrial ModelTrial::ofUser(const QString &language)
{
    return {QCoreApplication::applicationFilePath(), CacheFile::ofUser(QStringLiteral("models.json")),
            std::chrono::minutes(2), language};
}

Result<void> ModelTrial::operator()(const ModelRequest &request, const ModelPair &files) const
{
    const QString reader = readerOf(files, wantedBackend(request));
    const auto key = keyOf(files, reader);
    if (!key)
        return {}; // The library's own words for it are as good.
    const QString loads = QStringLiteral("loads");
    const QString crash = QStringLiteral("crash");
    const QJsonObject known = m_verdicts.find(*key);
    if (known[loads].toBool())
        return {};
    if (known.contains(crash))
        return crashed(files, reader, known[crash].toString());

    QProcess process;
    process.setProgram(m_program);
    QStringList arguments{
        QStringLiteral("--try-model"),      request.location,
        QStringLiteral("--precision"),      precisionName(request.precision),
        QStringLiteral("--max-megapixels"), QString::number(std::max<qint64>(pixelLimit() / 1'000'000, 1))};
    if (const Backend backend = wantedBackend(request); backend != Backend::Automatic)
        arguments << QStringLiteral("--backend") << backendId(backend);
    if (!m_language.isEmpty())
        arguments << QStringLiteral("--language") << m_language;
    process.setArguments(arguments);
    process.setChildProcessModifier([memory = memoryLimit()] { limitProcess(memory); });
    process.start();
    if (!process.waitForStarted())
        return {};
    if (request.overrides)
        process.write(sidecarJson(*request.overrides));
    process.closeWriteChannel();
    if (!process.waitForFinished(int(m_longest.count()))) {
        process.kill();
        process.waitForFinished();
        return tookTooLong(files, reader, m_longest);
    }
    const QByteArray output = process.readAllStandardOutput();
    if (process.exitStatus() == QProcess::CrashExit) {
        const QString detail =
            signalText(process.exitCode()) + QLatin1Char('\n') + endOf(output + process.readAllStandardError());
        if (isOfItsOwn(process.exitCode()))
            m_verdicts.add(*key, {{crash, detail.trimmed()}});
        return crashed(files, reader, detail.trimmed());
    }
    if (const auto error = errorIn(output))
        return *error;
    if (process.exitCode() != 0)
        return crashed(files, reader, endOf(output + process.readAllStandardError()));
    m_verdicts.add(*key, {{loads, true}});
    return {};
}

void setModelTrial(ModelTrial trial)
{
    theTrial = std::move(trial);
}

const std::optional<ModelTrial> &modelTrial()
{
    return theTrial;
}

int runModelTrial(ModelRequest request)
{
    QFile input;
    if (input.open(stdin, QIODevice::ReadOnly))
        if (const QByteArray said = input.readAll(); !said.isEmpty())
            if (auto overrides = parseSidecar(said))
                request.overrides = *std::move(overrides);
    const auto detector = loadDetector(request);
    if (detector)
        return 0;
    Error error = detector.error();
    if (isAboutMemory(error))
        error = takesTooMuchMemory(request, error);
    else if (networkLoads(request))
        return 0; // How its outputs are read is this project's own business.
    const QByteArray line = QJsonDocument(QJsonObject{{QStringLiteral("message"), error.message},
                                                      {QStringLiteral("suggestion"), error.suggestion},
                                                      {QStringLiteral("detail"), error.detail}})
                                .toJson(QJsonDocument::Compact);
    std::printf("\n%s\n", line.constData());
    std::fflush(stdout);
    return 1;
}

} // namespace sightglass

// SPDX-License-Identifier: Apache-2.0
#include "app/headlessanalyse.h"
#include "app/headlesscache.h"
#include "app/headlessexport.h"
#include "app/headlessinspect.h"
#include "app/interruptwatch.h"
#include "app/options.h"
#include "app/terminal.h"
#include "app/viewer.h"
#include "core/export/videocodecs.h"
#include "core/inference/installation.h"
#include "core/inference/modeltrial.h"
#include "core/log/logfile.h"
#include "core/media/bytename.h"
#include "core/media/pluginpicture.h"
#include "core/store/storelimit.h"
#include "ui/language.h"

#include <QApplication>
#include <QFile>
#include <QIcon>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace sightglass;

namespace
{

constexpr int exitUsage = 2;

void nameApplication()
{
    QCoreApplication::setOrganizationName(QStringLiteral("sightglass"));
    QCoreApplication::setApplicationName(QStringLiteral("sightglass"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGHTGLASS_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Sightglass"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.sightglass.Sightglass"));
}

/// The application takes over the user's locale; the libraries below read and write numbers with a point.
void keepNumbersPlain()
{
    std::setlocale(LC_NUMERIC, "C");
}

/// An argument, or an option with its value ("--model=NAME"), whose name may be no UTF-8.
Result<QString> argumentOf(const QByteArray &bytes)
{
    const qsizetype name = bytes.startsWith("--") ? bytes.indexOf('=') + 1 : 0;
    auto path = pathOfName(bytes.mid(name));
    if (path)
        *path = QFile::decodeName(bytes.left(name)) + *path;
    return path;
}

QtMessageHandler messagesBefore = nullptr;

/// Drops what the platform plugin says of a desktop session that an export has no use for.
void exportMessages(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (!message.startsWith(QLatin1String("QStandardPaths: XDG_RUNTIME_DIR")))
        messagesBefore(type, context, message);
}

void limitPictures(qint64 pixels)
{
    setPixelLimit(pixels);
    raiseLimitOfPlugins();
}

/// The log that the command line asked for, as long as the program runs; null: none.
Result<std::unique_ptr<LogFile>> beginLog(const Options &options)
{
    const QString path = std::visit(
        [](const auto &of) {
            if constexpr (requires { of.log; })
                return of.log;
            else
                return QString();
        },
        options);
    return path.isEmpty() ? std::unique_ptr<LogFile>() : LogFile::begin(path);
}

/// What a backend was left behind with must not lose its library's globals.
int leave(int status)
{
    if (isBackendBusy()) {
        std::fflush(nullptr);
        std::quick_exit(status);
    }
    return status;
}

int runExport(int argc, char **argv, const ExportOptions &options)
{
    std::signal(SIGPIPE, SIG_IGN);
    InterruptWatch interrupts;
    messagesBefore = qInstallMessageHandler(exportMessages);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    keepNumbersPlain();
    setModelTrial(ModelTrial::ofUser());
    return leave(runHeadlessExport(options, interrupts));
}

int runAnalyse(int argc, char **argv, const AnalyseOptions &options)
{
    std::signal(SIGPIPE, SIG_IGN);
    InterruptWatch interrupts;
    const QCoreApplication application(argc, argv);
    keepNumbersPlain();
    setModelTrial(ModelTrial::ofUser());
    return leave(runHeadlessAnalyse(options, interrupts));
}

int runInspect(int argc, char **argv, const InspectOptions &options)
{
    const QCoreApplication application(argc, argv);
    keepNumbersPlain();
    setModelTrial(ModelTrial::ofUser());
    return leave(runHeadlessInspect(options));
}

int runTrial(int argc, char **argv, const TrialOptions &options)
{
    const QCoreApplication application(argc, argv);
    keepNumbersPlain();
    if (!options.language.isEmpty())
        installLanguage(options.language);
    return leave(runModelTrial(options.model));
}

int runWindow(int argc, char **argv, const ViewerOptions &options)
{
    InterruptWatch interrupts;
    const QApplication application(argc, argv);
    keepNumbersPlain();
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/sightglass.svg")));
    return runViewer(options, interrupts);
}

} // namespace

int main(int argc, char **argv)
{
    // SVT-AV1 tells the terminal of its settings, unless its environment says that only errors matter.
    if (!qEnvironmentVariableIsSet("SVT_LOG"))
        qputenv("SVT_LOG", "1");
    nameApplication();
    makeLogVisible();
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        const auto argument = argumentOf(argv[i]);
        if (!argument) {
            printError(stderr, argument.error());
            return exitUsage;
        }
        arguments.append(*argument);
    }
    const auto options = parseOptions(arguments, QStringLiteral(SIGHTGLASS_VERSION));
    if (!options) {
        printError(stderr, options.error());
        return exitUsage;
    }
    if (const auto *text = std::get_if<PrintOptions>(&*options)) {
        print(stdout, text->text + QLatin1Char('\n'));
        return 0;
    }
    if (std::holds_alternative<ListCodecsOptions>(*options)) {
        print(stdout, describeCodecs());
        return 0;
    }
    const auto log = beginLog(*options);
    if (!log) {
        printError(stderr, log.error());
        return exitUsage;
    }
    if (const auto *exported = std::get_if<ExportOptions>(&*options)) {
        limitPictures(exported->pixelLimit);
        if (!exported->store)
            setStoreLimit(0);
        return runExport(argc, argv, *exported);
    }
    if (const auto *analysed = std::get_if<AnalyseOptions>(&*options)) {
        limitPictures(analysed->pixelLimit);
        return runAnalyse(argc, argv, *analysed);
    }
    if (const auto *cache = std::get_if<CacheOptions>(&*options))
        return runHeadlessCache(*cache);
    if (const auto *inspected = std::get_if<InspectOptions>(&*options)) {
        limitPictures(inspected->pixelLimit);
        return runInspect(argc, argv, *inspected);
    }
    if (const auto *tried = std::get_if<TrialOptions>(&*options)) {
        limitPictures(tried->pixelLimit);
        return runTrial(argc, argv, *tried);
    }
    const auto &viewed = std::get<ViewerOptions>(*options);
    limitPictures(viewed.pixelLimit);
    return runWindow(argc, argv, viewed);
}

// SPDX-License-Identifier: Apache-2.0
#include "core/inference/installation.h"

#include "core/values/words.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibrary>
#include <QMutex>

#include <atomic>

namespace sightglass
{

namespace
{

QStringList searchFolders(const char *variable, std::initializer_list<QString> subfolders)
{
    QStringList folders = qEnvironmentVariable(variable).split(QDir::listSeparator(), Qt::SkipEmptyParts);
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString &subfolder : subfolders) {
        folders << program.filePath(subfolder);
        folders << program.filePath(QStringLiteral("../") + subfolder);
    }
    return folders;
}

QString findIn(const QStringList &folders, const QString &fileName)
{
    for (const QString &folder : folders)
        if (const QFileInfo file(QDir(folder), fileName); file.isFile())
            return file.canonicalFilePath();
    return {};
}

QStringList moduleFolders()
{
    return searchFolders("SIGHTGLASS_BACKENDS",
                         {QStringLiteral("lib/sightglass"), QStringLiteral(SIGHTGLASS_LIBDIR "/sightglass")});
}

/// A backend in a module of its own.
struct Module
{
    const char *fileName;
    const char *library;                                 ///< Whose backend it is.
    const char *package;                                 ///< Debian's, with that library.
    const char *option;                                  ///< CMake's.
    std::atomic<const NetworkBackend *> loaded{nullptr}; ///< Null until it is needed.
    QMutex mutex = {};

    QString path() const { return findIn(moduleFolders(), QLatin1String(fileName)); }
};

Module torchModule{"sightglass_torch.so", "LibTorch", "libtorch-dev", "SIGHTGLASS_TORCH"};
Module onnxRuntimeModule{"sightglass_onnxruntime.so", "ONNX Runtime", "libonnxruntime-dev", "SIGHTGLASS_ONNXRUNTIME"};

Result<const NetworkBackend *> loadBackend(const Module &module, const QString &path)
{
    const QLatin1String name(module.library);
    QLibrary library(path);
    library.setLoadHints(QLibrary::PreventUnloadHint);
    const auto function = reinterpret_cast<NetworkBackendFunction>(library.resolve(NetworkBackend::symbol));
    if (!function)
        return Error{Words::tr("The %1 module could not be loaded.").arg(name),
                     Words::tr("Install %1 (package %2) in the version the program was built with, "
                               "or build the program anew.")
                         .arg(name, QLatin1String(module.package)),
                     library.errorString()};
    const NetworkBackend *backend = function();
    if (backend->interface != NetworkBackend::currentInterface)
        return Error{
            Words::tr("The %1 module belongs to another version of the program.").arg(name),
            Words::tr("Install program and module from the same build."),
            QStringLiteral("%1: interface %2, expected %3")
                .arg(path, QString::number(backend->interface), QString::number(NetworkBackend::currentInterface))};
    return backend;
}

Result<const NetworkBackend *> backendOf(Module &module)
{
    const QMutexLocker lock(&module.mutex);
    if (const NetworkBackend *present = module.loaded)
        return present;
    const QString path = module.path();
    if (path.isEmpty())
        return Error{Words::tr("This model needs %1, which this installation of the program does not have.")
                         .arg(QLatin1String(module.library)),
                     Words::tr("Build with %1=ON, or name the module's folder in the environment "
                               "variable SIGHTGLASS_BACKENDS.")
                         .arg(QLatin1String(module.option)),
                     QStringLiteral("%1 was looked for in %2.")
                         .arg(QLatin1String(module.fileName), moduleFolders().join(QLatin1String(", ")))};
    const auto backend = loadBackend(module, path);
    if (backend)
        module.loaded = *backend;
    return backend;
}

} // namespace

QString bundledModelPath(const QString &fileName)
{
    return findIn(searchFolders("SIGHTGLASS_MODELS", {QStringLiteral("share/sightglass/models")}), fileName);
}

bool isTorchBackendInstalled()
{
    return !torchModule.path().isEmpty();
}

Result<const NetworkBackend *> torchBackend()
{
    return backendOf(torchModule);
}

bool isOnnxRuntimeInstalled()
{
    return !onnxRuntimeModule.path().isEmpty();
}

Result<const NetworkBackend *> onnxRuntimeBackend()
{
    return backendOf(onnxRuntimeModule);
}

bool isBackendBusy()
{
    for (const Module *module : {&torchModule, &onnxRuntimeModule})
        if (const NetworkBackend *present = module->loaded; present && present->isBusy())
            return true;
    return false;
}

} // namespace sightglass

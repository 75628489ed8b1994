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

QString torchModulePath()
{
    return findIn(moduleFolders(), QStringLiteral("sightglass_torch.so"));
}

/// Null until it is needed.
std::atomic<const NetworkBackend *> loaded{nullptr};

Result<const NetworkBackend *> loadBackend(const QString &path)
{
    QLibrary library(path);
    library.setLoadHints(QLibrary::PreventUnloadHint);
    const auto function = reinterpret_cast<NetworkBackendFunction>(library.resolve(NetworkBackend::symbol));
    if (!function)
        return Error{Words::tr("The LibTorch module could not be loaded."),
                     Words::tr("Install LibTorch (package libtorch-dev) in the version the program was built with, "
                               "or build the program anew."),
                     library.errorString()};
    const NetworkBackend *backend = function();
    if (backend->interface != NetworkBackend::currentInterface)
        return Error{
            Words::tr("The LibTorch module belongs to another version of the program."),
            Words::tr("Install program and module from the same build."),
            QStringLiteral("%1: interface %2, expected %3")
                .arg(path, QString::number(backend->interface), QString::number(NetworkBackend::currentInterface))};
    return backend;
}

} // namespace

QString bundledModelPath(const QString &fileName)
{
    return findIn(searchFolders("SIGHTGLASS_MODELS", {QStringLiteral("share/sightglass/models")}), fileName);
}

bool isTorchBackendInstalled()
{
    return !torchModulePath().isEmpty();
}

Result<const NetworkBackend *> torchBackend()
{
    static QMutex mutex;
    const QMutexLocker lock(&mutex);
    if (const NetworkBackend *present = loaded)
        return present;
    const QString path = torchModulePath();
    if (path.isEmpty())
        return Error{
            Words::tr("This model needs LibTorch, which this installation of the program does not have."),
            Words::tr("Build with SIGHTGLASS_TORCH=ON, or name the module's folder in the environment "
                      "variable SIGHTGLASS_BACKENDS."),
            QStringLiteral("sightglass_torch.so was looked for in %1.").arg(moduleFolders().join(QLatin1String(", ")))};
    const auto backend = loadBackend(path);
    if (backend)
        loaded = *backend;
    return backend;
}

bool isBackendBusy()
{
    const NetworkBackend *present = loaded;
    return present != nullptr && present->isBusy();
}

} // namespace sightglass

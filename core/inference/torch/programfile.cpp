// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/programfile.h"

#include "core/inference/torch/torcherrors.h"
#include "core/inference/torch/torchvisionoperators.h"
#include "core/values/words.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/frontend/builtin_functions.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <utility>

namespace sightglass
{

namespace
{

QString producerOf(caffe2::serialize::PyTorchStreamReader &archive)
{
    return Words::tr("PyTorch (file version %1)").arg(archive.version());
}

QByteArray record(caffe2::serialize::PyTorchStreamReader &archive, const std::string &name)
{
    const auto [data, size] = archive.getRecord(name);
    return {static_cast<const char *>(data.get()), static_cast<qsizetype>(size)};
}

bool isThere(const QString &operatorName)
{
    const auto symbol = c10::Symbol::fromQualString(operatorName.toStdString());
    return !torch::jit::getAllOperatorsFor(symbol).empty() || !torch::jit::getAllBuiltinFunctionsFor(symbol).empty();
}

// Programs are kept as text, in which ops.NAMESPACE.NAME(...) is an operator of a library and torch.NAME(...) one of
// LibTorch's own.
void collectOperators(const QString &code, QSet<QString> &operators)
{
    static const QRegularExpression ofLibrary(QStringLiteral("(?<![\\w.])ops\\.([A-Za-z_]\\w*)\\.([A-Za-z_]\\w*)"));
    static const QRegularExpression own(QStringLiteral("(?<![\\w.])torch\\.([A-Za-z_]\\w*)\\("));
    for (auto matches = ofLibrary.globalMatch(code); matches.hasNext();) {
        const auto match = matches.next();
        operators.insert(QStringLiteral("%1::%2").arg(match.captured(1), match.captured(2)));
    }
    for (auto matches = own.globalMatch(code); matches.hasNext();)
        operators.insert(QStringLiteral("aten::%1").arg(matches.next().captured(1)));
}

QStringList missingOperators(caffe2::serialize::PyTorchStreamReader &archive)
{
    QSet<QString> operators;
    for (const std::string &name : archive.getAllRecords())
        if (name.starts_with("code/") && name.ends_with(".py"))
            collectOperators(QString::fromUtf8(record(archive, name)), operators);
    QStringList missing;
    for (const QString &name : std::as_const(operators))
        if (!isThere(name))
            missing << name;
    missing.sort();
    return missing;
}

} // namespace

QString programProducer(const QString &path)
{
    caffe2::serialize::PyTorchStreamReader archive(path.toStdString());
    return producerOf(archive);
}

Result<ProgramFile> readProgramFile(const QString &path)
try {
    registerTorchvisionOperators();
    constexpr auto metadata = "extra/config.txt";
    caffe2::serialize::PyTorchStreamReader archive(path.toStdString());
    ProgramFile file;
    file.producer = producerOf(archive);
    if (archive.hasRecord(metadata))
        file.metadata = record(archive, metadata);
    file.missingOperators = missingOperators(archive);
    return file;
} catch (const std::exception &exception) {
    return torchLoadError(exception, QFileInfo(path).fileName());
}

Error programLoadError(const std::exception &exception, const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    Error error = torchLoadError(exception, name);
    const auto file = readProgramFile(path);
    if (file && file->missingOperators.size() > 1)
        error.message = Words::tr("%1 needs operators that LibTorch does not have: %2.")
                            .arg(name, file->missingOperators.join(QLatin1String(", ")));
    return error;
}

} // namespace sightglass

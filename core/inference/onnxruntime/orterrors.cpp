// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/orterrors.h"

#include "core/inference/onnxfacts.h"
#include "core/inference/onnxruntime/ortlibrary.h"
#include "core/values/words.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace sightglass
{

namespace
{

QString thisLibrary()
{
    return QStringLiteral("ONNX Runtime %1").arg(QLatin1String(ortVersion()));
}

} // namespace

QString ortDetail(const std::exception &exception)
{
    constexpr qsizetype longest = 2000;
    return QString::fromUtf8(exception.what()).trimmed().left(longest);
}

Error ortLoadError(const std::exception &exception, const QString &path)
{
    const QString detail = ortDetail(exception);
    const QString name = QFileInfo(path).fileName();
    const OnnxHeader header = readOnnxHeader(path);
    const QString cannot = Words::tr("%1 cannot read %2: %3.");
    if (const auto foreign = foreignOperatorsObstacle(header))
        return {cannot.arg(thisLibrary(), name, foreign->what), foreign->advice, detail};
    if (const QStringList unknown = unknownOperators(detail); !unknown.isEmpty())
        return {
            cannot.arg(thisLibrary(), name, Words::tr("it has no operator %1").arg(unknown.join(QLatin1String(", ")))),
            Words::tr("Export it with operators of ONNX's own and an older opset, or as TorchScript."), detail};
    static const QRegularExpression newer(QStringLiteral("under development|max supported (IR version|opset)"));
    if (newer.match(detail).hasMatch())
        return {
            cannot.arg(thisLibrary(), name,
                       Words::tr("it is of ONNX opset %1 or a form of file newer than this library").arg(header.opset)),
            Words::tr("Install a newer ONNX Runtime, or export the model with an older opset."), detail};
    return {Words::tr("%1 cannot read %2.").arg(thisLibrary(), name),
            Words::tr("Check that the file is whole; export it anew, or as TorchScript."), detail};
}

Error ortRunError(const std::exception &exception)
{
    return {Words::tr("The model failed on a picture in %1.").arg(thisLibrary()),
            Words::tr("Check that its input size and channels are what it was made for."), ortDetail(exception)};
}

} // namespace sightglass

// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torcherrors.h"

#include "core/values/words.h"

#include <c10/util/Exception.h>
#include <torch/version.h>

#include <QRegularExpression>

namespace sightglass
{

namespace
{

#if TORCH_VERSION_MAJOR >= 2
namespace warnings = c10::WarningUtils;

class NoWarnings : public c10::WarningHandler
{
    void process(const c10::Warning &) override {}
};
#else
namespace warnings = c10::Warning;

class NoWarnings : public c10::WarningHandler
{
    void process(const c10::SourceLocation &, const std::string &, const bool) override {}
};
#endif

} // namespace

void silenceTorchWarnings()
{
    static NoWarnings handler;
    warnings::set_warning_handler(&handler);
}

QString torchDetail(const std::exception &exception)
{
    constexpr qsizetype longest = 2000;
    const QString cut = QStringLiteral("\n...\n");
    const auto *error = dynamic_cast<const c10::Error *>(&exception);
    QString text = QString::fromUtf8(error ? error->what_without_backtrace() : exception.what());
    // Errors that were passed on carry the backtrace of the first within their message.
    static const QRegularExpression frames(QStringLiteral("\\n?Exception raised from .*?(?=\\n(?!frame #)|$)|"
                                                          "\\nframe #\\d+:[^\\n]*"));
    text.remove(frames);
    text = text.trimmed();
    // An interpreter's trace ends with the cause.
    if (text.size() > longest)
        text = text.left(longest / 2) + cut + text.right(longest / 2);
    return text;
}

std::optional<Obstacle> torchObstacle(const QString &detail)
{
    const auto captured = [&detail](const char *pattern) {
        return QRegularExpression(QLatin1String(pattern)).match(detail).captured(1);
    };
    static const QRegularExpression otherDevice(
        QStringLiteral("'CUDA' backend|not compiled with CUDA|CUDA GPUs|Cannot initialize CUDA|CUDA driver|"
                       "at least two devices|without linking the torch_cuda|PyTorch compiled with CUDA"));
    if (otherDevice.match(detail).hasMatch()) {
        const QString named = captured("(cuda:\\d+)");
        const QString device = named.isEmpty() ? QStringLiteral("cuda:0") : named;
        return Obstacle{Words::tr("it was traced on a GPU, and its program names that (%1)").arg(device),
                        Words::tr("Export it on the processor (device=cpu; model.cpu() before torch.jit.trace), or run "
                                  "it where LibTorch has such a GPU, with --device %1.")
                            .arg(device)};
    }
    static const QRegularExpression wholeNumbers(
        QStringLiteral("scalar types?:? (?:Long|Int|Byte)|argument #1 'indices'|"
                       "Expected a value of type '(?:str|int|List\\[str\\]|List\\[int\\])'"));
    if (wholeNumbers.match(detail).hasMatch())
        return Obstacle{Words::tr("it takes bytes, whole numbers or words, as a model of text does"),
                        Words::tr("Open a model that finds things in pictures.")};
    static const QRegularExpression half(
        QStringLiteral("scalar type (?:Float|Half|BFloat16) but found|'Half'|c10::Half"));
    if (half.match(detail).hasMatch() && detail.contains(QLatin1String("Half")))
        return Obstacle{Words::tr("it was traced in half precision, which its program keeps to"),
                        Words::tr("Export it in float32: without half (half=False, no --half).")};
    if (const QString channels = captured("to have (\\d+) channels"); channels.toInt() == 2 || channels.toInt() > 3)
        return Obstacle{Words::tr("it takes pictures of %1 channels").arg(channels),
                        Words::tr("Sightglass gives a model three channels (colour) or one (grey): train or export it "
                                  "for these.")};
    if (const QString argument = captured("missing value for argument '(\\w+)'"); !argument.isEmpty())
        return Obstacle{Words::tr("it takes more than a picture (\"%1\")").arg(argument),
                        Words::tr("Export it so that it takes one input, the picture.")};
    return std::nullopt;
}

Error torchLoadError(const std::exception &exception, const QString &fileName)
{
    const QString detail = torchDetail(exception);
    static const QRegularExpression unknownOperator(QStringLiteral("Unknown builtin op: ([\\w:.]+)"));
    if (const auto match = unknownOperator.match(detail); match.hasMatch())
        return {Words::tr("%1 needs the operator %2, which LibTorch does not have.").arg(fileName, match.captured(1)),
                Words::tr("Export the model without it, or with a library's operators replaced by plain ones."),
                detail};
    static const QRegularExpression otherSchema(
        QStringLiteral("Arguments for call are not valid|Unknown keyword argument|Expected at most|expected at most|"
                       "Argument .* not provided|Expected a value of type"));
    if (otherSchema.match(detail).hasMatch())
        return {
            Words::tr("%1 was made by another version of PyTorch, whose operators took other arguments.").arg(fileName),
            Words::tr("Export the model anew with a current PyTorch."), detail};
    return {Words::tr("%1 is a TorchScript file that LibTorch cannot load.").arg(fileName),
            Words::tr("Download or export it anew; a file made by a much newer PyTorch may need a newer LibTorch."),
            detail};
}

} // namespace sightglass

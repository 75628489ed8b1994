// SPDX-License-Identifier: Apache-2.0
#include "app/analyseoptions.h"

#include "app/commonoptions.h"
#include "core/store/storekey.h"

#include <utility>

namespace sightglass
{

Result<Options> parseAnalyse(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass analyse SOURCE... [options]"),
        QStringLiteral(
            "Shows every frame of files to the model that has not seen it yet, and keeps what it sees: the window "
            "then has it at once, and exports need not run the model. Goes on where it was stopped or killed. Needs no "
            "display.\n\nExit status: 0 when all frames of all sources are kept, 3 when some frames could not be read, "
            "or some sources failed, 1 on failure, 2 for a wrong command line, 130 when cancelled."),
        sourceArgument());
    addModelLoadingOptions(reader);
    addLimitOption(reader);
    addLogOption(reader);
    reader.flag({QStringLiteral("quiet")}, QStringLiteral("Shows no progress."));
    reader.parse(arguments);
    if (auto text = printed(reader, version))
        return Options(std::move(*text));

    AnalyseOptions options;
    const QStringList sources = reader.positional();
    if (sources.isEmpty())
        reader.fail(QStringLiteral("There has to be a source: sightglass analyse SOURCE..."));
    for (const QString &text : sources) {
        options.sources.append(SourceSpec::fromCommandLine(text));
        if (!canBeStored(options.sources.constLast()))
            reader.fail(QStringLiteral("%1 cannot be analysed: files can, as their frames come again.")
                            .arg(options.sources.constLast().displayName()));
    }
    readModelLoading(reader, options.model);
    options.pixelLimit = pixelLimitOf(reader);
    options.log = reader.text("log");
    options.quiet = reader.has("quiet");
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

Result<Options> parseCache(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass cache [--clear]"),
        QStringLiteral(
            "Lists what is kept of the results of models, for each clip and model, and what room it takes; or "
            "removes all of it that nobody uses.\n\nExit status: 0, or 1 when something could not be removed."),
        {QString(), QString()});
    reader.flag({QStringLiteral("clear")}, QStringLiteral("Removes what is kept."));
    reader.parse(arguments);
    if (auto text = printed(reader, version))
        return Options(std::move(*text));
    if (!reader.positional().isEmpty())
        reader.fail(
            QStringLiteral("\"%1\" is too much: sightglass cache [--clear].").arg(reader.positional().constFirst()));
    CacheOptions options;
    options.clear = reader.has("clear");
    if (reader.error())
        return *reader.error();
    return Options(options);
}

} // namespace sightglass

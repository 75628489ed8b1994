// SPDX-License-Identifier: Apache-2.0
#include "app/optionreader.h"

#include <QRegularExpression>

namespace sightglass
{

OptionReader::OptionReader(const QString &usage, const QString &about, const std::pair<QString, QString> &argument)
    : m_usage(usage)
{
    m_parser.setApplicationDescription(about);
    flag({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Shows this help."));
    flag({QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Shows the version."));
    m_parser.addPositionalArgument(argument.first, argument.second);
}

void OptionReader::parse(const QStringList &arguments)
{
    if (!m_parser.parse(arguments))
        fail(m_parser.errorText());
}

QString OptionReader::help() const
{
    const QString text = m_parser.helpText();
    // Its first line names the running program, which may have been started by any path.
    return QStringLiteral("Usage: %1").arg(m_usage) + QLatin1Char('\n') + text.mid(text.indexOf(QLatin1Char('\n')));
}

void OptionReader::fail(const QString &message)
{
    if (!m_error)
        m_error = Error{message, {}, {}};
}

QString OptionReader::text(const char *name)
{
    const QString given = m_parser.value(QLatin1String(name));
    if (has(name) && given.isEmpty())
        fail(QStringLiteral("--%1 needs a value.").arg(QLatin1String(name)));
    return given;
}

std::optional<float> OptionReader::share(const char *name)
{
    if (!has(name))
        return std::nullopt;
    bool isNumber = false;
    const float number = text(name).toFloat(&isNumber);
    if (!isNumber || !(number >= 0.f && number <= 1.f))
        fail(QStringLiteral("--%1 takes a number from 0 to 1, not \"%2\".").arg(QLatin1String(name), text(name)));
    return number;
}

std::optional<double> OptionReader::number(const char *name, double least, double most)
{
    if (!has(name))
        return std::nullopt;
    bool isNumber = false;
    const double number = text(name).toDouble(&isNumber);
    if (!isNumber || !(number >= least && number <= most))
        fail(QStringLiteral("--%1 takes a number from %2 to %3, not \"%4\".")
                 .arg(QLatin1String(name), QString::number(least), QString::number(most), text(name)));
    return number;
}

std::optional<int> OptionReader::whole(const char *name, int least, int most)
{
    if (!has(name))
        return std::nullopt;
    bool isNumber = false;
    const int number = text(name).toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        fail(QStringLiteral("--%1 takes a whole number from %2 to %3, not \"%4\".")
                 .arg(QLatin1String(name), QString::number(least), QString::number(most), text(name)));
    return number;
}

QString OptionReader::device()
{
    static const QRegularExpression known(QStringLiteral("^(cpu|opencl|openvino|(cuda|tensorrt)(:[0-9]{1,2})?)$"));
    const QString given = text("device");
    if (has("device") && !known.match(given).hasMatch())
        fail(QStringLiteral("--device takes cpu, opencl, cuda:N, openvino or tensorrt:N, not \"%1\".").arg(given));
    const bool first = given == QLatin1String("cuda") || given == QLatin1String("tensorrt");
    return first ? given + QStringLiteral(":0") : given;
}

std::optional<Precision> OptionReader::precision()
{
    return choice<Precision>("precision", {{QStringLiteral("float32"), Precision::Float32},
                                           {QStringLiteral("float16"), Precision::Float16},
                                           {QStringLiteral("bfloat16"), Precision::BFloat16}});
}

std::optional<Backend> OptionReader::backend()
{
    return choice<Backend>("backend", {{QStringLiteral("auto"), Backend::Automatic},
                                       {QStringLiteral("onnxruntime"), Backend::OnnxRuntime},
                                       {QStringLiteral("opencv"), Backend::OpenCv}});
}

FrameRange OptionReader::range()
{
    static const QRegularExpression form(QStringLiteral("^([0-9]{0,15}):([0-9]{0,15})$"));
    FrameRange range;
    if (!has("range"))
        return range;
    const auto match = form.match(text("range"));
    if (!match.hasMatch()) {
        fail(QStringLiteral("--range takes FIRST:LAST, as 100:199, not \"%1\".").arg(text("range")));
        return range;
    }
    range.first = match.captured(1).toLongLong();
    if (!match.captured(2).isEmpty())
        range.last = match.captured(2).toLongLong();
    if (range.last && *range.last < range.first)
        fail(QStringLiteral("--range %1 ends before it begins.").arg(text("range")));
    return range;
}

Shard OptionReader::shard()
{
    static const QRegularExpression form(QStringLiteral("^([0-9]{1,6})/([0-9]{1,6})$"));
    Shard shard;
    if (!has("shard"))
        return shard;
    const auto match = form.match(text("shard"));
    shard = {match.captured(1).toInt(), match.captured(2).toInt()};
    if (shard.number < 1 || shard.number > shard.count)
        fail(QStringLiteral("--shard takes I/N, I from 1 to N, as 2/8, not \"%1\".").arg(text("shard")));
    return shard;
}

} // namespace sightglass

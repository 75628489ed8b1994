// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/darknetfile.h"

#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QStringList>
#include <QtEndian>

#include <vector>

namespace sightglass
{

namespace
{

struct Section
{
    QString type;
    QHash<QString, QString> values;

    qint64 number(const char *key, qint64 otherwise) const
    {
        const auto found = values.find(QLatin1String(key));
        return found == values.end() ? otherwise : found->toLongLong();
    }
};

std::vector<Section> sectionsOf(const QString &network)
{
    std::vector<Section> sections;
    for (const QString &raw : network.split(QLatin1Char('\n'))) {
        const QString line = QString(raw).remove(QLatin1Char(' ')).remove(QLatin1Char('\t')).trimmed();
        const qsizetype equals = line.indexOf(QLatin1Char('='));
        if (line.startsWith(QLatin1Char('[')))
            sections.push_back({line.sliced(1).section(QLatin1Char(']'), 0, 0), {}});
        else if (!line.startsWith(QLatin1Char('#')) && !line.startsWith(QLatin1Char(';')) && equals > 0 &&
                 !sections.empty())
            sections.back().values.insert(line.first(equals), line.sliced(equals + 1));
    }
    return sections;
}

bool isWithin(qint64 value, qint64 most)
{
    return value > 0 && value <= most;
}

/// Goes through the layers, with the channels of each.
class Count
{
public:
    explicit Count(qint64 channels)
        : m_channels(channels)
    {}

    /// False where it cannot go on.
    bool add(const Section &layer)
    {
        static const QStringList passing{
            QStringLiteral("maxpool"),  QStringLiteral("avgpool"), QStringLiteral("upsample"),
            QStringLiteral("shortcut"), QStringLiteral("dropout"), QStringLiteral("yolo"),
            QStringLiteral("region"),   QStringLiteral("softmax"), QStringLiteral("detection"),
            QStringLiteral("sam"),      QStringLiteral("cost"),    QStringLiteral("activation")};
        const bool counted = layer.type == QLatin1String("convolutional")    ? addConvolution(layer)
                             : layer.type == QLatin1String("route")          ? addRoute(layer)
                             : layer.type == QLatin1String("scale_channels") ? takeFrom(layer)
                             : layer.type == QLatin1String("reorg")          ? widen(layer.number("stride", 1))
                                                                             : passing.contains(layer.type);
        m_all.push_back(m_channels);
        return counted && isWithin(m_channels, mostChannels);
    }

    qint64 numbers() const { return m_numbers; }

private:
    static constexpr qint64 mostChannels = 1 << 20;

    bool addConvolution(const Section &layer)
    {
        const qint64 filters = layer.number("filters", 1);
        const qint64 size = layer.number("size", 1);
        const qint64 groups = layer.number("groups", 1);
        if (!isWithin(filters, mostChannels) || !isWithin(size, 64) || !isWithin(groups, m_channels) ||
            layer.values.contains(QStringLiteral("share_index")))
            return false;
        constexpr qint64 ofNormalisation = 3; // scale, mean, variance
        const bool normalised = layer.number("batch_normalize", 0) != 0;
        m_numbers += filters * (1 + (normalised ? ofNormalisation : 0) + m_channels / groups * size * size);
        m_channels = filters;
        return true;
    }

    // Numbers below 0 count from this layer.
    std::optional<qint64> channelsOf(qint64 layer) const
    {
        const qint64 index = layer < 0 ? qint64(m_all.size()) + layer : layer;
        if (index < 0 || index >= qint64(m_all.size()))
            return std::nullopt;
        return m_all[std::size_t(index)];
    }

    bool addRoute(const Section &layer)
    {
        const qint64 groups = layer.number("groups", 1);
        qint64 sum = 0;
        for (const QString &number : layer.values.value(QStringLiteral("layers")).split(QLatin1Char(','))) {
            const auto channels = channelsOf(number.toLongLong());
            if (!channels || groups < 1)
                return false;
            sum += *channels / groups;
        }
        m_channels = sum;
        return true;
    }

    bool takeFrom(const Section &layer)
    {
        const auto channels = channelsOf(layer.number("from", -1));
        m_channels = channels.value_or(0);
        return channels.has_value();
    }

    bool widen(qint64 stride)
    {
        if (!isWithin(stride, 64))
            return false;
        m_channels *= stride * stride;
        return true;
    }

    qint64 m_channels;
    qint64 m_numbers = 0;
    std::vector<qint64> m_all;
};

} // namespace

std::optional<qint64> darknetWeightCount(const QString &network)
{
    const std::vector<Section> sections = sectionsOf(network);
    if (sections.empty())
        return std::nullopt;
    Count count(sections.front().number("channels", 3));
    for (std::size_t i = 1; i < sections.size(); ++i)
        if (!count.add(sections[i]))
            return std::nullopt;
    return count.numbers();
}

Result<void> checkDarknetWeights(const QString &weightsPath, const QString &networkPath)
{
    QFile network(networkPath);
    QFile weights(weightsPath);
    if (!network.open(QIODevice::ReadOnly) || !weights.open(QIODevice::ReadOnly))
        return {};
    const auto needed = darknetWeightCount(QString::fromUtf8(network.readAll()));
    const QByteArray version = weights.read(8);
    if (!needed || version.size() < 8)
        return {};
    // int32 major, minor, revision, then the count of pictures seen: of 32 bits up to version 0.1, else of 64.
    const auto major = qint64(qFromLittleEndian<qint32>(version.constData()));
    const auto minor = qint64(qFromLittleEndian<qint32>(version.constData() + 4));
    const qint64 header = major * 10 + minor >= 2 ? 20 : 16;
    const qint64 held = (weights.size() - header) / 4;
    if (held == *needed)
        return {};
    const QString name = QFileInfo(weightsPath).fileName();
    return Error{
        Words::tr("%1 holds %2 numbers, but the network in %3 needs %4: the weights are %5.")
            .arg(name, QString::number(held), QFileInfo(networkPath).fileName(), QString::number(*needed),
                 held < *needed ? Words::tr("cut short, or another network's") : Words::tr("another network's")),
        Words::tr("Copy or download %1 again, whole, or open it with the .cfg that it was trained with.").arg(name),
        {}};
}

QByteArray withThreshold(const QByteArray &network, float threshold)
{
    const QByteArray ours = "thresh=" + QByteArray::number(static_cast<double>(threshold), 'g', 9);
    QByteArrayList lines;
    bool inLayer = false;
    for (const QByteArray &line : network.split('\n')) {
        const QByteArray plain = line.simplified().replace(' ', "");
        if (plain.startsWith('['))
            inLayer = plain.startsWith("[yolo]") || plain.startsWith("[region]");
        if (inLayer && plain.startsWith("thresh="))
            continue;
        lines << line;
        if (inLayer && plain.startsWith('['))
            lines << ours;
    }
    return lines.join('\n');
}

} // namespace sightglass

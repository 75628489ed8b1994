// SPDX-License-Identifier: Apache-2.0
#include "core/inference/namelist.h"

#include "core/inference/pythonliteral.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringConverter>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int mostClasses = 100000;

QString textOf(const QString &path)
{
    constexpr qint64 largest = 1 << 20;
    QFile file(path);
    if (!QFileInfo(path).isFile() || file.size() > largest || !file.open(QIODevice::ReadOnly))
        return {};
    return decodedText(file.readAll());
}

QStringList linesOf(const QString &text)
{
    static const QRegularExpression end(QStringLiteral("\\r\\n|\\n|\\r"));
    return text.split(end);
}

QStringList namesOfLines(const QString &text)
{
    QStringList names = linesOf(text);
    for (QString &name : names)
        name = name.trimmed();
    while (!names.isEmpty() && names.last().isEmpty())
        names.removeLast();
    return names;
}

// "names = data/obj.names" of a Darknet data file, whose paths begin where darknet was started.
QString listOfData(const QFileInfo &data)
{
    static const QRegularExpression line(QStringLiteral("^\\s*names\\s*=\\s*(\\S.*?)\\s*$"),
                                         QRegularExpression::MultilineOption);
    const QString named = line.match(textOf(data.filePath())).captured(1);
    if (named.isEmpty())
        return {};
    const QString path = data.dir().absoluteFilePath(named);
    return QFileInfo(path).isFile() ? path : data.dir().filePath(QFileInfo(named).fileName());
}

QStringList namesIn(const QString &path)
{
    if (path.endsWith(QLatin1String(".yaml")) || path.endsWith(QLatin1String(".yml")))
        return namesOfYaml(textOf(path)).value_or(QStringList());
    // A Caffe network's text may be called so too.
    if (path.isEmpty() || identifyModelFile(path))
        return {};
    return namesOfLines(textOf(path));
}

QStringList ownLists(const ModelPair &files)
{
    QStringList paths;
    for (const QString &file : {files.weights, files.network}) {
        const QFileInfo info(file);
        for (const char *suffix : {".names", ".txt", ".labels", ".yaml", ".yml"})
            if (!file.isEmpty())
                paths << info.dir().filePath(info.completeBaseName() + QLatin1String(suffix));
    }
    return paths;
}

QStringList listsOfFolder(const QDir &folder)
{
    QStringList paths;
    for (const QFileInfo &data : folder.entryInfoList({QStringLiteral("*.data")}, QDir::Files | QDir::Readable))
        paths << listOfData(data);
    for (const char *name : {"classes.txt", "labels.txt", "data.yaml", "data.yml", "dataset.yaml"})
        paths << folder.filePath(QLatin1String(name));
    const auto lists = folder.entryInfoList({QStringLiteral("*.names")}, QDir::Files | QDir::Readable);
    if (lists.size() == 1)
        paths << lists.first().filePath();
    return paths;
}

QString withoutComment(const QString &line)
{
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar character = line[i];
        if (!quote.isNull())
            quote = character == quote ? QChar() : quote;
        else if (character == QLatin1Char('\'') || character == QLatin1Char('"'))
            quote = i == 0 || !line[i - 1].isLetterOrNumber() ? character : QChar();
        else if (character == QLatin1Char('#') && (i == 0 || line[i - 1].isSpace()))
            return line.first(i);
    }
    return line;
}

// A scalar: plain, 'single' with '' for a quote, or "double" with escapes.
QString scalar(const QString &text)
{
    const QString plain = text.trimmed();
    if (plain.size() > 1 && plain.startsWith(QLatin1Char('\'')) && plain.endsWith(QLatin1Char('\'')))
        return plain.sliced(1, plain.size() - 2).replace(QLatin1String("''"), QLatin1String("'"));
    if (plain.startsWith(QLatin1Char('"')))
        if (const auto string = parsePythonLiteral(plain); string && string->isString())
            return string->toString();
    return plain;
}

/// Names with or without numbers before them.
class Names
{
public:
    void add(const QString &name)
    {
        if (m_names.size() < mostClasses)
            m_names << scalar(name);
    }

    /// "3: bus".
    void addEntry(const QString &entry)
    {
        static const QRegularExpression numbered(QStringLiteral("^\\s*['\"]?(\\d+)['\"]?\\s*:(?:\\s+|$)(.*)$"));
        const auto match = numbered.match(entry);
        const qlonglong id = match.captured(1).toLongLong();
        if (!match.hasMatch() || id >= mostClasses)
            return;
        while (m_names.size() <= id)
            m_names << QString();
        m_names[id] = scalar(match.captured(2));
    }

    const QStringList &names() const { return m_names; }

private:
    QStringList m_names;
};

// "[a, 'b, c']" or "{0: a}", without the brackets.
QStringList flowItems(const QString &inner)
{
    QStringList items{QString()};
    QChar quote;
    for (const QChar character : inner) {
        if (!quote.isNull())
            quote = character == quote ? QChar() : quote;
        else if ((character == QLatin1Char('\'') || character == QLatin1Char('"')) &&
                 (items.last().trimmed().isEmpty() || items.last().trimmed().endsWith(QLatin1Char(':'))))
            quote = character;
        else if (character == QLatin1Char(',')) {
            items << QString();
            continue;
        }
        items.last() += character;
    }
    if (items.last().trimmed().isEmpty())
        items.removeLast();
    return items;
}

QStringList flowNames(const QString &text)
{
    Names names;
    const bool isMap = text.startsWith(QLatin1Char('{'));
    const qsizetype end = text.lastIndexOf(isMap ? QLatin1Char('}') : QLatin1Char(']'));
    for (const QString &item : flowItems(text.sliced(1, std::max<qsizetype>(end - 1, 0)))) {
        if (isMap)
            names.addEntry(item);
        else
            names.add(item);
    }
    return names.names();
}

} // namespace

QString decodedText(const QByteArray &bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes);
    QString text = encoding              ? QString(QStringDecoder(*encoding)(bytes))
                   : bytes.isValidUtf8() ? QString::fromUtf8(bytes)
                                         : QString::fromLatin1(bytes);
    if (text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    return text;
}

std::optional<QStringList> namesOfYaml(const QString &yaml)
{
    static const QRegularExpression key(QStringLiteral("^names\\s*:(.*)$"));
    const QStringList lines = linesOf(yaml);
    Names names;
    QString flow;
    bool within = false;
    for (const QString &raw : lines) {
        const QString line = withoutComment(raw);
        const QString plain = line.trimmed();
        if (!within) {
            const auto match = key.match(line);
            within = match.hasMatch();
            flow = match.captured(1).trimmed();
            continue;
        }
        if (plain.isEmpty())
            continue;
        if (!flow.isEmpty() && !flow.contains(QLatin1Char(']')) && !flow.contains(QLatin1Char('}'))) {
            flow += QLatin1Char(' ') + plain;
            continue;
        }
        const bool isItem = plain.startsWith(QLatin1String("- ")) || plain == QLatin1String("-");
        if (!flow.isEmpty() || (!isItem && !line.at(0).isSpace()))
            break;
        if (isItem)
            names.add(plain.sliced(1));
        else
            names.addEntry(plain);
    }
    const bool isFlow = flow.startsWith(QLatin1Char('[')) || flow.startsWith(QLatin1Char('{'));
    const QStringList list = isFlow ? flowNames(flow) : names.names();
    return list.isEmpty() ? std::nullopt : std::optional(list);
}

NameList namesBeside(const ModelPair &files)
{
    for (const QString &path : ownLists(files))
        if (const QStringList names = namesIn(path); !names.isEmpty())
            return {names, QFileInfo(path).fileName(), true};
    for (const QString &path : listsOfFolder(QFileInfo(files.weights).dir()))
        if (const QStringList names = namesIn(path); !names.isEmpty())
            return {names, QFileInfo(path).fileName(), false};
    return {};
}

} // namespace sightglass

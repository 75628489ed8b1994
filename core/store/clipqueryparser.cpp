// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipqueryparser.h"

#include "core/store/nearestname.h"
#include "core/values/candidategrid.h"
#include "core/values/visibletext.h"
#include "core/values/words.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace sightglass
{

namespace
{

constexpr int mostClasses = 65536;
constexpr int highest = std::numeric_limits<int>::max();

/// As people count.
QString place(qsizetype index)
{
    return QString::number(index + 1);
}

/// What was typed, as part of a sentence.
QString shown(const QString &typed)
{
    constexpr qsizetype longest = 40;
    return visibleText(typed.size() > longest ? typed.left(longest) + QChar(0x2026) : typed);
}

/// The first step that is above a score; scoreSteps + 1 where none is.
int stepAbove(float score)
{
    int step = leastScoreStep(score);
    while (step <= scoreSteps && !(scoreOfStep(step) > score))
        ++step;
    return step;
}

} // namespace

ClipQueryParser::ClipQueryParser(const QString &text, const QStringList &classNames)
    : m_text(text)
    , m_classNames(classNames)
{}

Result<ClipQuery::Node> ClipQueryParser::parse()
{
    if (m_text.size() > mostCharacters)
        return Error{Words::tr("The query is longer than %1 characters.").arg(mostCharacters), {}, {}};
    auto root = readAny();
    skipSpace();
    if (root && m_at < m_text.size()) {
        root =
            m_text.at(m_at) == QLatin1Char(')')
                ? fail(
                      Words::tr("The query closes a parenthesis at character %1 that was not opened.").arg(place(m_at)))
                : fail(Words::tr("\"and\" or \"or\" is missing at character %1 of the query.").arg(place(m_at)));
    }
    if (!root)
        return m_error;
    return std::move(*root);
}

std::optional<ClipQuery::Node> ClipQueryParser::readAny()
{
    Node node{Node::Kind::Or, {}, {}};
    do {
        auto part = readAll();
        if (!part)
            return std::nullopt;
        node.parts.push_back(std::move(*part));
    } while (takeWord("or"));
    return node.parts.size() == 1 ? std::move(node.parts.front()) : std::move(node);
}

std::optional<ClipQuery::Node> ClipQueryParser::readAll()
{
    Node node{Node::Kind::And, {}, {}};
    do {
        auto part = readNot();
        if (!part)
            return std::nullopt;
        node.parts.push_back(std::move(*part));
    } while (takeWord("and"));
    return node.parts.size() == 1 ? std::move(node.parts.front()) : std::move(node);
}

std::optional<ClipQuery::Node> ClipQueryParser::readNot()
{
    if (m_depth == mostDepth)
        return fail(Words::tr("The query is nested too deeply at character %1.").arg(place(m_at)));
    ++m_depth;
    std::optional<Node> node;
    skipSpace();
    if (isWord("not") && lengthOfClass(nullptr) <= 3) {
        m_at += 3;
        if (auto part = readNot()) {
            node = Node{Node::Kind::Not, {}, {}};
            node->parts.push_back(std::move(*part));
        }
    } else {
        node = take('(') ? readParenthesis() : readCondition();
    }
    --m_depth;
    return node;
}

std::optional<ClipQuery::Node> ClipQueryParser::readParenthesis()
{
    const qsizetype begin = m_at - 1;
    auto node = readAny();
    if (node && !take(')'))
        return fail(
            Words::tr("The parenthesis at character %1 of the query is not closed, or \"and\" or \"or\" is missing.")
                .arg(place(begin)));
    return node;
}

std::optional<ClipQuery::Node> ClipQueryParser::readCondition()
{
    skipSpace();
    const qsizetype begin = m_at;
    const bool quoted = begin < m_text.size() && m_text.at(begin) == QLatin1Char('"');
    const qsizetype ofClass = lengthOfClass(nullptr);
    if (isWord("score") && ofClass <= 5) {
        m_at += 5;
        return readScore({});
    }
    std::vector<int> classes;
    if (isWord("any") && ofClass <= 3) {
        m_at += 3;
    } else if (auto named = quoted ? readQuoted() : readClasses()) {
        classes = std::move(*named);
    } else {
        return std::nullopt;
    }
    if (takeWord("score"))
        return readScore(std::move(classes));
    skipSpace();
    const bool ends = m_at == m_text.size() || m_text.at(m_at) == QLatin1Char(')') || isAtRelation() || isKeyword();
    if (!ends && !quoted && !isBoundary(m_at)) // "person walking": a name that there is not.
        return failAtClass(unknownWords(begin), begin);
    return readCount(std::move(classes));
}

std::optional<std::vector<int>> ClipQueryParser::readClasses()
{
    std::vector<int> classes;
    if (const qsizetype length = lengthOfClass(&classes)) {
        m_at += length;
        return classes;
    }
    const qsizetype begin = m_at;
    const QString words = unknownWords(begin);
    if (words.isEmpty())
        return fail(
            Words::tr("A class, \"any\" or \"score\" is missing at character %1 of the query.").arg(place(begin)),
            Words::tr("Write a condition, as in \"person >= 3\"."));
    return failAtClass(words, begin);
}

std::optional<std::vector<int>> ClipQueryParser::readQuoted()
{
    const qsizetype begin = m_at;
    QString name;
    for (qsizetype i = begin + 1; i < m_text.size(); ++i) {
        if (m_text.at(i) != QLatin1Char('"')) {
            name += m_text.at(i);
        } else if (i + 1 < m_text.size() && m_text.at(i + 1) == QLatin1Char('"')) {
            name += m_text.at(i++);
        } else {
            m_at = i + 1;
            auto classes = classesNamed(name);
            if (classes.empty())
                return failAtClass(name.simplified(), begin);
            return classes;
        }
    }
    return fail(Words::tr("The quotation mark at character %1 of the query is not closed.").arg(place(begin)));
}

std::optional<ClipQuery::Node> ClipQueryParser::readCount(std::vector<int> classes)
{
    Node node{Node::Kind::Count, {}, std::move(classes), 1, highest};
    if (!isAtRelation())
        return node;
    const auto comparison = readComparison();
    if (!comparison)
        return std::nullopt;
    if (comparison->number != std::floor(comparison->number))
        return fail(Words::tr("At character %1 of the query stands a fraction, but a number of detections is whole.")
                        .arg(place(comparison->begin)),
                    Words::tr("Write \"score\" before the comparison to ask for scores."));
    const int number = static_cast<int>(std::min(comparison->number, 1e9));
    switch (comparison->relation) {
    case Relation::Less:
        node.least = 0;
        node.most = number - 1;
        break;
    case Relation::AtMost:
        node.least = 0;
        node.most = number;
        break;
    case Relation::Equal:
    case Relation::Unequal:
        node.least = node.most = number;
        node.outside = comparison->relation == Relation::Unequal;
        break;
    case Relation::AtLeast:
        node.least = number;
        break;
    case Relation::Greater:
        node.least = number + 1;
        break;
    }
    return node;
}

std::optional<ClipQuery::Node> ClipQueryParser::readScore(std::vector<int> classes)
{
    skipSpace();
    if (!isAtRelation())
        return fail(Words::tr("A comparison is missing after \"score\" at character %1 of the query.").arg(place(m_at)),
                    Words::tr("Write one, as in \"score < 0.4\"."));
    const auto comparison = readComparison();
    if (!comparison)
        return std::nullopt;
    if (comparison->number > 1.0)
        return fail(Words::tr("The score at character %1 of the query is above 1, but scores are from 0 to 1.")
                        .arg(place(comparison->begin)));
    const auto score = static_cast<float>(comparison->number);
    const int from = leastScoreStep(score);
    const int above = stepAbove(score);
    Node node{Node::Kind::Score, {}, std::move(classes), 0, scoreSteps};
    switch (comparison->relation) {
    case Relation::Less:
        node.most = from - 1;
        break;
    case Relation::AtMost:
        node.most = above - 1;
        break;
    case Relation::Equal:
    case Relation::Unequal:
        node.least = from;
        node.most = above - 1;
        node.outside = comparison->relation == Relation::Unequal;
        break;
    case Relation::AtLeast:
        node.least = from;
        break;
    case Relation::Greater:
        node.least = above;
        break;
    }
    return node;
}

std::optional<ClipQueryParser::Comparison> ClipQueryParser::readComparison()
{
    const auto relation = takeRelation();
    skipSpace();
    const qsizetype begin = m_at;
    const auto number = readNumber();
    if (!relation || !number)
        return fail(Words::tr("A number is missing at character %1 of the query.").arg(place(begin)),
                    Words::tr("Write a condition, as in \"person >= 3\"."));
    return Comparison{*relation, *number, begin};
}

std::optional<double> ClipQueryParser::readNumber()
{
    const qsizetype begin = m_at;
    const auto isPart = [](QChar character) {
        return (character >= QLatin1Char('0') && character <= QLatin1Char('9')) || character == QLatin1Char('.') ||
               character == QLatin1Char(',');
    };
    while (m_at < m_text.size() && isPart(m_text.at(m_at)))
        ++m_at;
    bool isNumber = false;
    const double number =
        m_text.mid(begin, m_at - begin).replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&isNumber);
    return isNumber && isBoundary(m_at) ? std::optional(number) : std::nullopt;
}

std::optional<ClipQueryParser::Relation> ClipQueryParser::takeRelation()
{
    constexpr std::pair<const char *, Relation> relations[] = {
        {"<=", Relation::AtMost}, {">=", Relation::AtLeast}, {"!=", Relation::Unequal}, {"==", Relation::Equal},
        {"=", Relation::Equal},   {"<", Relation::Less},     {">", Relation::Greater},
    };
    skipSpace();
    for (const auto &[sign, relation] : relations) {
        if (QStringView(m_text).mid(m_at).startsWith(QLatin1String(sign))) {
            m_at += static_cast<qsizetype>(qstrlen(sign));
            return relation;
        }
    }
    return std::nullopt;
}

bool ClipQueryParser::takeWord(const char *word)
{
    skipSpace();
    if (!isWord(word))
        return false;
    m_at += static_cast<qsizetype>(qstrlen(word));
    return true;
}

bool ClipQueryParser::take(char character)
{
    skipSpace();
    if (m_at == m_text.size() || m_text.at(m_at) != QLatin1Char(character))
        return false;
    ++m_at;
    return true;
}

bool ClipQueryParser::isWord(const char *word) const
{
    const QLatin1String latin(word);
    return QStringView(m_text).mid(m_at).startsWith(latin, Qt::CaseInsensitive) && isBoundary(m_at + latin.size());
}

/// Of those that may follow a class.
bool ClipQueryParser::isKeyword() const
{
    return isWord("and") || isWord("or") || isWord("score");
}

bool ClipQueryParser::isAtRelation() const
{
    return m_at < m_text.size() && QStringView(u"<>=!").contains(m_text.at(m_at));
}

/// Whether a word may end before this place.
bool ClipQueryParser::isBoundary(qsizetype place) const
{
    return place >= m_text.size() || m_text.at(place).isSpace() || QStringView(u"()<>=!\"").contains(m_text.at(place));
}

void ClipQueryParser::skipSpace()
{
    while (m_at < m_text.size() && m_text.at(m_at).isSpace())
        ++m_at;
}

std::vector<int> ClipQueryParser::classesNamed(const QString &name) const
{
    std::vector<int> classes;
    const QString wanted = name.simplified();
    for (qsizetype id = 0; id < m_classNames.size(); ++id) {
        if (!wanted.isEmpty() && m_classNames.at(id).simplified().compare(wanted, Qt::CaseInsensitive) == 0)
            classes.push_back(static_cast<int>(id));
    }
    return classes;
}

/// The longest class that stands here as it is; 0: none does.
qsizetype ClipQueryParser::lengthOfClass(std::vector<int> *classes) const
{
    qsizetype longest = lengthOfNumbered(classes);
    QString name;
    for (const QString &each : m_classNames) {
        const qsizetype length = lengthOfName(each);
        if (length > 0 && length >= longest) { // Before a number: a class may be named "class 7".
            longest = length;
            name = each;
        }
    }
    if (classes && !name.isEmpty())
        *classes = classesNamed(name);
    return longest;
}

qsizetype ClipQueryParser::lengthOfName(const QString &name) const
{
    const QString wanted = name.simplified();
    qsizetype at = m_at;
    for (const QChar character : wanted) {
        const qsizetype begin = at;
        while (character == QLatin1Char(' ') && at < m_text.size() && m_text.at(at).isSpace())
            ++at;
        if (at > begin)
            continue;
        if (at == m_text.size() || m_text.at(at).toCaseFolded() != character.toCaseFolded())
            return 0;
        ++at;
    }
    return isBoundary(at) ? at - m_at : 0;
}

/// Of "class 7".
qsizetype ClipQueryParser::lengthOfNumbered(std::vector<int> *classes) const
{
    if (!isWord("class"))
        return 0;
    qsizetype at = m_at + 5;
    while (at < m_text.size() && m_text.at(at).isSpace())
        ++at;
    const qsizetype begin = at;
    while (at < m_text.size() && m_text.at(at) >= QLatin1Char('0') && m_text.at(at) <= QLatin1Char('9'))
        ++at;
    bool isNumber = false;
    const int id = QStringView(m_text).mid(begin, at - begin).toInt(&isNumber);
    const qsizetype known = m_classNames.isEmpty() ? mostClasses : m_classNames.size();
    if (!isNumber || id >= known || !isBoundary(at))
        return 0;
    if (classes)
        *classes = {id};
    return at - m_at;
}

/// As far as they may have been meant for a class.
QString ClipQueryParser::unknownWords(qsizetype begin)
{
    m_at = begin;
    while (m_at < m_text.size() && !isKeyword()) {
        while (m_at < m_text.size() && !isBoundary(m_at))
            ++m_at;
        skipSpace();
        if (isBoundary(m_at))
            break;
    }
    return m_text.mid(begin, m_at - begin).simplified();
}

std::nullopt_t ClipQueryParser::fail(const QString &message, const QString &suggestion)
{
    if (m_error.message.isEmpty())
        m_error = {message, suggestion, {}};
    return std::nullopt;
}

std::nullopt_t ClipQueryParser::failAtClass(const QString &name, qsizetype at)
{
    const QString message =
        Words::tr("The model knows no class \"%1\" (character %2 of the query).").arg(shown(name), place(at));
    if (m_classNames.isEmpty())
        return fail(message, Words::tr("It gives no names: write classes by their numbers, as in \"class 7\"."));
    if (const QString nearest = nearestName(name, m_classNames); !nearest.isEmpty())
        return fail(message, Words::tr("Did you mean \"%1\"?").arg(shown(nearest)));
    QStringList known;
    for (const QString &each : m_classNames) {
        if (!each.isEmpty() && known.size() < 20)
            known.append(shown(each));
    }
    return fail(message, Words::tr("Its classes are: %1.").arg(known.join(QLatin1String(", "))));
}

} // namespace sightglass

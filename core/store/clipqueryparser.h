// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipquerynode.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace sightglass
{

/// Reads the text of a query, by recursive descent, as deep as mostDepth:
///
///     any       = all { "or" all }
///     all       = not { "and" not }
///     not       = "not" not | "(" any ")" | condition
///     condition = [ class | "any" ] "score" comparison | ( class | "any" ) [ comparison ]
///
/// For one text.
class ClipQueryParser
{
public:
    static constexpr int mostCharacters = 2000;
    static constexpr int mostDepth = 50;

    /// Both outlive it.
    ClipQueryParser(const QString &text, const QStringList &classNames);

    Result<ClipQuery::Node> parse();

private:
    using Node = ClipQuery::Node;
    enum class Relation
    {
        Less,
        AtMost,
        Equal,
        Unequal,
        AtLeast,
        Greater,
    };
    struct Comparison
    {
        Relation relation;
        double number;
        qsizetype begin; ///< Of the number.
    };

    // What is nothing has set the error.
    std::optional<Node> readAny();
    std::optional<Node> readAll();
    std::optional<Node> readNot();
    std::optional<Node> readParenthesis();
    std::optional<Node> readCondition();
    std::optional<std::vector<int>> readClasses();
    std::optional<std::vector<int>> readQuoted();
    std::optional<Node> readCount(std::vector<int> classes);
    std::optional<Node> readScore(std::vector<int> classes);
    std::optional<Comparison> readComparison();
    std::optional<double> readNumber();

    std::optional<Relation> takeRelation();
    bool takeWord(const char *word);
    bool take(char character);
    bool isWord(const char *word) const;
    bool isKeyword() const;
    bool isAtRelation() const;
    bool isBoundary(qsizetype place) const;
    void skipSpace();

    std::vector<int> classesNamed(const QString &name) const;
    qsizetype lengthOfClass(std::vector<int> *classes) const;
    qsizetype lengthOfName(const QString &name) const;
    qsizetype lengthOfNumbered(std::vector<int> *classes) const;
    QString unknownWords(qsizetype begin);

    std::nullopt_t fail(const QString &message, const QString &suggestion = {});
    std::nullopt_t failAtClass(const QString &name, qsizetype place);

    const QString &m_text;
    const QStringList &m_classNames;
    qsizetype m_at = 0;
    int m_depth = 0;
    Error m_error;
};

} // namespace sightglass

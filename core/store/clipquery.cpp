// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipquery.h"

#include "core/store/clipquerynode.h"
#include "core/store/clipqueryparser.h"

#include <algorithm>

namespace sightglass
{

namespace
{

using Node = ClipQuery::Node;

bool isOf(const Node &node, const Survivor &detection)
{
    return node.classes.empty() ||
           std::find(node.classes.begin(), node.classes.end(), detection.classId) != node.classes.end();
}

bool isWithin(const Node &node, int number)
{
    return (number >= node.least && number <= node.most) != node.outside;
}

bool isTrue(const Node &node, std::span<const Survivor> detections)
{
    const auto isPartTrue = [detections](const Node &part) { return isTrue(part, detections); };
    switch (node.kind) {
    case Node::Kind::And:
        return std::all_of(node.parts.begin(), node.parts.end(), isPartTrue);
    case Node::Kind::Or:
        return std::any_of(node.parts.begin(), node.parts.end(), isPartTrue);
    case Node::Kind::Not:
        return !isPartTrue(node.parts.front());
    case Node::Kind::Count:
        return isWithin(node, static_cast<int>(std::count_if(detections.begin(), detections.end(),
                                                             [&](const auto &each) { return isOf(node, each); })));
    case Node::Kind::Score:
        return std::any_of(detections.begin(), detections.end(),
                           [&](const auto &each) { return isOf(node, each) && isWithin(node, each.score); });
    }
    return false;
}

} // namespace

ClipQuery::ClipQuery() = default;

Result<ClipQuery> ClipQuery::parse(const QString &text, const QStringList &classNames)
{
    ClipQuery query;
    query.m_text = text;
    if (text.trimmed().isEmpty())
        return query;
    Result<Node> root = ClipQueryParser(text, classNames).parse();
    if (!root)
        return root.error();
    query.m_root = std::make_shared<const Node>(std::move(*root));
    return query;
}

bool ClipQuery::matches(std::span<const Survivor> detections) const
{
    return m_root && isTrue(*m_root, detections);
}

} // namespace sightglass

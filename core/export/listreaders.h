// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionlist.h"
#include "core/values/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <array>
#include <map>

namespace sightglass
{

/// Gathers what a list says, in whatever order it says it.
class ListBuilder
{
public:
    ListedFrame &frame(std::int64_t index)
    {
        ListedFrame &found = m_frames[index];
        found.index = index;
        return found;
    }
    /// The number of a class that has a name alone.
    int classNamed(const QString &name);
    void nameClass(int id, const QString &name);
    DetectionList take();

private:
    std::map<std::int64_t, ListedFrame> m_frames;
    QStringList m_names;
    QHash<QString, int> m_numbers;
};

/// Readers of the formats, into a builder. An Error has the place within the text, and no name of a file.
///
/// A number that is none, or not finite, is an Error; places may be any finite numbers.
Result<void> readCsv(const QByteArray &text, ListBuilder &list);
Result<void> readMot(const QByteArray &text, ListBuilder &list);
Result<void> readNdjson(const QByteArray &text, ListBuilder &list);
Result<void> readCocoResults(const QByteArray &text, ListBuilder &list);
Result<void> readCocoData(const QByteArray &text, ListBuilder &list);
Result<void> readLabelStudio(const QByteArray &text, const QSize &pictures, ListBuilder &list);
Result<void> readCvat(const QByteArray &text, ListBuilder &list);
/// Of one frame each; VOC tells its index itself, where the export has written it.
Result<void> readYolo(const QByteArray &text, bool withConfidence, const QSize &pictures, ListedFrame &frame);
Result<void> readVoc(const QByteArray &text, ListBuilder &list, std::int64_t index);
Result<void> readKitti(const QByteArray &text, ListBuilder &list, ListedFrame &frame);

/// A record of a table of text: its number from 1, and its fields.
struct TableLine
{
    qsizetype number = 0;
    QList<QByteArray> fields;
};

/// The smallest upright box around a turned one.
cv::Rect2f around(const std::array<cv::Point2f, 4> &corners);

/// Without its fraction; one beyond all frames becomes the nearest that is not.
std::int64_t wholeNumber(double value);

/// "line 7: x is no number".
Error lineError(const TableLine &line, const QString &what);
/// A field as a finite number.
Result<double> numberIn(const TableLine &line, qsizetype field, const char *name);

} // namespace sightglass

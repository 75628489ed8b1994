// SPDX-License-Identifier: Apache-2.0
// Lists that are XML: CVAT's for videos, Pascal VOC's.
#include "core/export/listreaders.h"

#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sightglass
{

namespace
{

Error xmlError(const QXmlStreamReader &xml, const QString &what)
{
    return {QStringLiteral("line %1: %2").arg(QString::number(xml.lineNumber()), what), {}, {}};
}

/// Reads numbers out of texts; false once one was none.
class Numbers
{
public:
    double of(QStringView text)
    {
        bool isNumber = false;
        const double value = text.trimmed().toDouble(&isNumber);
        m_ok = m_ok && isNumber && std::isfinite(value);
        return value;
    }
    bool ok() const { return m_ok; }

private:
    bool m_ok = true;
};

cv::Rect2f boxOf(double left, double top, double right, double bottom)
{
    return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(right - left),
            static_cast<float>(bottom - top)};
}

Detection cvatDetection(const QXmlStreamAttributes &box, Numbers &numbers)
{
    Detection detection;
    detection.score = 1.f;
    detection.box = boxOf(numbers.of(box.value(QLatin1String("xtl"))), numbers.of(box.value(QLatin1String("ytl"))),
                          numbers.of(box.value(QLatin1String("xbr"))), numbers.of(box.value(QLatin1String("ybr"))));
    if (!box.hasAttribute(QLatin1String("rotation")))
        return detection;
    Shape shape;
    shape.oriented =
        OrientedBox{(detection.box.tl() + detection.box.br()) / 2.f, detection.box.size(),
                    static_cast<float>(numbers.of(box.value(QLatin1String("rotation"))) * std::numbers::pi / 180.0)};
    detection.box = around(shape.oriented->corners());
    detection.shape = std::make_shared<const Shape>(std::move(shape));
    return detection;
}

/// An <object>, within which the reader stands; its pixels count from 1, and those of the edges belong to it.
Detection vocDetection(QXmlStreamReader &xml, ListBuilder &list, Numbers &numbers)
{
    Detection detection;
    detection.score = 1.f;
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("name")) {
            detection.classId = list.classNamed(xml.readElementText());
        } else if (xml.name() == QLatin1String("score")) {
            detection.score = static_cast<float>(numbers.of(xml.readElementText()));
        } else if (xml.name() == QLatin1String("bndbox")) {
            double left = 1.0;
            double top = 1.0;
            double right = 0.0;
            double bottom = 0.0;
            while (xml.readNextStartElement()) {
                const QString side = xml.name().toString();
                const double value = numbers.of(xml.readElementText());
                (side == QLatin1String("xmin")   ? left
                 : side == QLatin1String("ymin") ? top
                 : side == QLatin1String("xmax") ? right
                                                 : bottom) = value;
            }
            detection.box = boxOf(left - 1.0, top - 1.0, right, bottom);
        } else {
            xml.skipCurrentElement();
        }
    }
    return detection;
}

} // namespace

Result<void> readCvat(const QByteArray &text, ListBuilder &list)
{
    QXmlStreamReader xml(text);
    int classId = 0;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.name() == QLatin1String("track"))
            classId = list.classNamed(attributes.value(QLatin1String("label")).toString());
        if (xml.name() != QLatin1String("box") || attributes.value(QLatin1String("outside")) == QLatin1String("1"))
            continue;
        Numbers numbers;
        Detection detection = cvatDetection(attributes, numbers);
        detection.classId = classId;
        const auto frame = wholeNumber(numbers.of(attributes.value(QLatin1String("frame"))));
        if (!numbers.ok())
            return xmlError(xml, QStringLiteral("a box's frame or place is no number."));
        list.frame(frame).detections.push_back(std::move(detection));
    }
    if (xml.hasError())
        return xmlError(xml, xml.errorString());
    return {};
}

Result<void> readVoc(const QByteArray &text, ListBuilder &list, std::int64_t index)
{
    QXmlStreamReader xml(text);
    Numbers numbers;
    ListedFrame read;
    read.index = index;
    int width = 0;
    int height = 0;
    if (xml.readNextStartElement() && xml.name() != QLatin1String("annotation"))
        return xmlError(xml, QStringLiteral("it is no annotation."));
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("filename")) {
            read.file = xml.readElementText();
        } else if (xml.name() == QLatin1String("object")) {
            read.detections.push_back(vocDetection(xml, list, numbers));
        } else if (xml.name() == QLatin1String("source") || xml.name() == QLatin1String("size")) {
            while (xml.readNextStartElement()) {
                const QString name = xml.name().toString();
                const QString value = xml.readElementText();
                if (name == QLatin1String("frame"))
                    read.index = wholeNumber(numbers.of(value));
                else if (name == QLatin1String("time"))
                    read.seconds = numbers.of(value);
                else if (name == QLatin1String("width"))
                    width = static_cast<int>(wholeNumber(numbers.of(value)));
                else if (name == QLatin1String("height"))
                    height = static_cast<int>(wholeNumber(numbers.of(value)));
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    if (xml.hasError())
        return xmlError(xml, xml.errorString());
    if (!numbers.ok())
        return Error{QStringLiteral("a number in it is none."), {}, {}};
    read.size = QSize(width, height);
    list.frame(read.index) = std::move(read);
    return {};
}

} // namespace sightglass

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/framepicker.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <QString>
#include <QWidget>

namespace sightglass
{

/// What is told of the frame under the pointer: a value.
struct HoverContent
{
    struct Count
    {
        QColor colour;
        QString text; ///< "3 person"
    };

    QSize pictureSize; ///< Logical pixels that are kept for the picture.
    QImage picture;    ///< With boxes; null: it is still to come.
    QString title;     ///< Time and frame.
    QString note;      ///< In place of counts; may be empty.
    QList<Count> counts;
};

/// Of a frame of this size, in source pixels; the usual shape where that is not known.
QSize hoverPictureSize(const QSize &frame);
/// A picked frame with the boxes of these detections, on so many logical pixels.
QImage hoverPicture(const PickedFrame &frame, const Detections &detections, const OverlayStyle &style,
                    const QSize &size, double devicePixelRatio);

/// A card over a lane that tells of a frame. It lies on the window, and takes neither mouse nor keys.
class HoverCard : public QWidget
{
    Q_OBJECT

public:
    explicit HoverCard(QWidget *window);

    void setContent(const HoverContent &content);
    const HoverContent &content() const { return m_content; }
    /// Shows it over a place of the window, whole and in the window.
    void showAbove(const QPoint &place);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int lineHeight() const;

    HoverContent m_content;
    QPoint m_place;
};

} // namespace sightglass

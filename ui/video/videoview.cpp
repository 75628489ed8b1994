// SPDX-License-Identifier: Apache-2.0
#include "ui/video/videoview.h"

#include "core/overlay/annotator.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"
#include "ui/video/tileoverlay.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr double hitMargin = 4.0; // logical view pixels
constexpr std::chrono::milliseconds viewportInterval{15};
constexpr std::chrono::seconds wordTime{4};

QColor surround()
{
    return QColor(0x101214);
}

QSizeF plateSize(const QFontMetricsF &metrics, const QString &text)
{
    return {metrics.horizontalAdvance(text) + 2.0 * Theme::rhythm, metrics.height() + Theme::rhythm};
}

void paintPlate(QPainter &painter, const QRectF &plate, const QString &text, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(16, 18, 20, 200));
    painter.drawRoundedRect(plate, 4.0, 4.0);
    painter.setPen(colour);
    painter.drawText(plate, Qt::AlignCenter, text);
}

} // namespace

VideoView::VideoView(QWidget *parent)
    : QWidget(parent)
    , m_tile(new TileOverlay(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Picture"));
    m_viewportTimer.setSingleShot(true);
    m_viewportTimer.setInterval(viewportInterval);
    m_unsay.setSingleShot(true);
    m_unsay.setInterval(wordTime);
    connect(&m_unsay, &QTimer::timeout, this, [this] {
        m_said.clear();
        update();
    });
    connect(&m_viewportTimer, &QTimer::timeout, this, &VideoView::sendViewport);
    connect(m_tile, &TileOverlay::cancelRequested, this, &VideoView::cancelRequested);
    connect(m_tile, &TileOverlay::retryRequested, this, &VideoView::retryRequested);
    setSourceState({}, {});
}

void VideoView::setPresentation(const Presentation &presentation)
{
    const Detections &detections = presentation.result().detections;
    const auto selected = m_followed.follow(detections, presentation.frame.seconds());
    std::optional<std::size_t> highlighted;
    if (m_highlighted && *m_highlighted < m_presentation.result().detections.size())
        highlighted = findAgain(m_presentation.result().detections[*m_highlighted], detections);
    const bool resized = presentation.frame.image.size() != m_presentation.frame.image.size();
    m_presentation = presentation;
    m_tagsBefore = m_tags;
    m_highlighted = highlighted;
    if (resized || (m_viewport == Viewport{} && m_state.phase != SourceState::Phase::Opening))
        updateTransform();
    if (selected != m_selected) {
        m_selected = selected;
        Q_EMIT selectedChanged(m_selected);
    }
    updateHover();
    update();
}

void VideoView::setOverlayStyle(const OverlayStyle &style)
{
    m_style = style;
    update();
}

void VideoView::setSourceState(const SourceState &state, const QString &name)
{
    if (state.phase == SourceState::Phase::Opening && m_state.phase != SourceState::Phase::Opening)
        startOver();
    m_state = state;
    m_name = name;
    if (!rests() && !m_placeFollows)
        setPlace(std::nullopt);
    m_tile->setState(state, name, m_presentation.isNull());
    describe();
    update();
}

void VideoView::setInviting(bool inviting)
{
    m_tile->setInviting(inviting);
    describe();
}

void VideoView::setOpening(const QString &name)
{
    m_tile->setOpening(name);
    describe();
}

void VideoView::setOpeningProgress(std::optional<double> progress)
{
    m_tile->setOpeningProgress(progress);
}

void VideoView::startOver()
{
    m_transform.fit();
    m_tags = {};
    m_viewportTimer.stop();
    m_viewport = {};
    Q_EMIT viewportChanged(m_viewport);
}

void VideoView::setStatistics(const LaneStatistics &statistics)
{
    m_statistics.setStatistics(statistics);
    if (isStale()) {
        const auto age = std::chrono::duration<double, std::milli>(Clock::now() - m_presentation.frame.captured);
        m_tile->setPictureAge(m_presentation.isNull() ? std::nullopt : std::optional<double>(age.count()));
    } else {
        m_tile->setPictureAge(std::nullopt);
    }
    describe();
    if (m_statisticsVisible)
        update();
}

void VideoView::setStatisticsVisible(bool visible)
{
    m_statisticsVisible = visible;
    update();
}

void VideoView::say(const QString &text)
{
    m_said = text;
    m_unsay.start();
    update();
}

void VideoView::setHighlighted(std::optional<std::size_t> index)
{
    if (index == m_highlighted)
        return;
    m_highlighted = index;
    update();
}

void VideoView::setSelected(std::optional<std::size_t> index)
{
    if (index != m_selected)
        select(index);
}

void VideoView::select(std::optional<std::size_t> index)
{
    m_selected = index;
    m_followed.choose(index, m_presentation.result().detections, m_presentation.frame.seconds());
    update();
}

void VideoView::setPlace(std::optional<QPointF> place)
{
    if (place == m_place)
        return;
    m_place = place;
    Q_EMIT placeChanged(m_place);
}

/// Nothing beside the picture.
std::optional<QPointF> VideoView::placeAt(std::optional<QPointF> view) const
{
    if (!view || m_presentation.isNull())
        return std::nullopt;
    const QPointF place = m_transform.toSource(*view);
    return QRectF(QPointF(), QSizeF(m_transform.sourceSize())).contains(place) ? std::optional(place) : std::nullopt;
}

QPointF VideoView::placeOfInterest() const
{
    if (const auto pointed = placeAt(m_pointer ? m_pointer : m_menuFor))
        return *pointed;
    const Detections &detections = m_presentation.result().detections;
    const cv::Size size = m_presentation.frame.image.size();
    const cv::Rect2f area = m_selected && *m_selected < detections.size() ? detections[*m_selected].box
                                                                          : cv::Rect2f(cv::Point2f(), cv::Size2f(size));
    return {area.x + area.width / 2.0, area.y + area.height / 2.0};
}

void VideoView::setGhosts(const Ghosts &ghosts)
{
    m_ghosts = ghosts;
    update();
}

void VideoView::fit()
{
    m_transform.fit();
    transformChanged();
}

void VideoView::oneToOne()
{
    m_transform.oneToOne();
    transformChanged();
}

void VideoView::zoom(double factor)
{
    m_transform.zoom(factor, QPointF(width() / 2.0, height() / 2.0));
    transformChanged();
}

void VideoView::updateTransform()
{
    const cv::Size size = m_presentation.frame.image.size();
    m_transform.resize(QSize(size.width, size.height), QSizeF(this->size()), devicePixelRatioF());
    transformChanged();
}

void VideoView::transformChanged()
{
    if (m_transform.isValid() && !m_viewportTimer.isActive())
        m_viewportTimer.start();
    updateHover();
    update();
}

void VideoView::sendViewport()
{
    const Viewport viewport{m_transform.visibleSource(), m_transform.visibleDevicePixels()};
    if (viewport == m_viewport)
        return;
    m_viewport = viewport;
    Q_EMIT viewportChanged(viewport);
}

bool VideoView::rests() const
{
    return m_state.phase == SourceState::Phase::Paused || m_state.phase == SourceState::Phase::Ended;
}

/// The place goes with the pointer as long as Alt is held, and no longer.
void VideoView::followPointer(Qt::KeyboardModifiers modifiers)
{
    const bool follows = modifiers.testFlag(Qt::AltModifier) && m_pointer;
    if (follows || m_placeFollows)
        setPlace(follows ? placeAt(m_pointer) : std::nullopt);
    m_placeFollows = follows;
}

bool VideoView::isStale() const
{
    using Phase = SourceState::Phase;
    switch (m_state.phase) {
    case Phase::Opening:
    case Phase::Stalled:
    case Phase::Reconnecting:
    case Phase::Failed:
        return true;
    default:
        return false;
    }
}

void VideoView::describe()
{
    const QString picture = m_presentation.isNull() ? tr("No picture")
                                                    : tr("%1, %n detection(s)", nullptr,
                                                         static_cast<int>(m_presentation.result().detections.size()))
                                                          .arg(m_name);
    const QString text = m_tile->text().isEmpty() ? picture : picture + QStringLiteral(". ") + m_tile->text();
    if (text != accessibleDescription())
        setAccessibleDescription(text);
}

void VideoView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), surround());
    if (!m_presentation.isNull() && m_state.phase != SourceState::Phase::Empty) {
        paintPicture(painter);
        const QRectF picture =
            m_transform.toView(QRectF(QPointF(), QSizeF(m_transform.sourceSize()))).intersected(QRectF(rect()));
        Annotation annotation;
        annotation.detections = &m_presentation.result().detections;
        annotation.candidates = m_presentation.result().candidates.get();
        annotation.highlighted = m_highlighted;
        annotation.selected = m_selected;
        painter.setRenderHint(QPainter::Antialiasing);
        annotation.tagsBefore = &m_tagsBefore;
        m_tags = Annotator::draw(painter, m_transform.matrix(), picture, annotation, m_style);
        paintGhosts(painter, m_transform, m_ghosts, m_style);
        if (isStale())
            painter.fillRect(rect(), QColor(0, 0, 0, 150));
        else
            paintBadge(painter);
        paintZoom(painter);
    }
    if (m_statisticsVisible && m_state.phase != SourceState::Phase::Empty)
        m_statistics.paint(painter, rect(), hasCaption() ? Qt::BottomEdge : Qt::TopEdge);
    paintWord(painter);
}

void VideoView::paintPicture(QPainter &painter) const
{
    const QImage &image = m_presentation.image;
    const QRectF target = m_transform.toView(QRectF(m_presentation.region));
    const double ratio = devicePixelRatioF();
    const QSizeF wanted = target.size() * ratio;
    if (std::abs(wanted.width() - image.width()) <= 1.0 && std::abs(wanted.height() - image.height()) <= 1.0) {
        // Made for this very transform: copied pixel by pixel, onto whole device pixels.
        const QPointF corner(std::round(target.left() * ratio) / ratio, std::round(target.top() * ratio) / ratio);
        painter.drawImage(QRectF(corner, QSizeF(image.size()) / ratio), image);
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, wanted.width() < image.width());
    painter.drawImage(target, image);
    painter.restore();
}

void VideoView::paintBadge(QPainter &painter) const
{
    const double age = m_presentation.boxesAge();
    if (m_presentation.isSynced() || !m_presentation.result().candidates || age <= 0.0)
        return;
    const QFontMetricsF metrics(painter.font());
    const QString longestAge = ageText(999.0) + QLatin1Char('0');
    QRectF plate(QPointF(), plateSize(metrics, tr("boxes %1 older").arg(longestAge)));
    plate.moveTopRight(QPointF(width() - Theme::rhythm, Theme::rhythm));
    paintPlate(painter, plate, tr("boxes %1 older").arg(ageText(age * 1000.0)),
               age > m_lateAfter ? QColor(0xffb84d) : QColor(Qt::white));
}

void VideoView::paintZoom(QPainter &painter) const
{
    if (m_transform.isFitted())
        return;
    const QString text = tr("%1 %").arg(qRound(100.0 * m_transform.scale() * devicePixelRatioF()));
    QRectF plate(QPointF(), plateSize(QFontMetricsF(painter.font()), text));
    plate.moveBottomRight(QPointF(width() - Theme::rhythm, height() - Theme::rhythm));
    paintPlate(painter, plate, text, Qt::white);
}

void VideoView::paintWord(QPainter &painter) const
{
    if (m_said.isEmpty())
        return;
    const QFontMetricsF metrics(painter.font());
    const double widest = width() - 6.0 * Theme::rhythm;
    const QString text = metrics.elidedText(m_said, Qt::ElideMiddle, widest);
    QRectF plate(QPointF(), plateSize(metrics, text));
    plate.moveCenter(QPointF(width() / 2.0, height() - plate.height() - Theme::rhythm));
    paintPlate(painter, plate, text, Qt::white);
}

void VideoView::resizeEvent(QResizeEvent *)
{
    m_tile->setGeometry(rect());
    updateTransform();
}

bool VideoView::event(QEvent *event)
{
    const bool handled = QWidget::event(event);
    // A window moved to another screen has other device pixels at the same size.
    if ((event->type() == QEvent::ScreenChangeInternal || event->type() == QEvent::Show) &&
        m_transform.devicePixelRatio() != devicePixelRatioF())
        updateTransform();
    return handled;
}

std::optional<std::size_t> VideoView::detectionAt(QPointF view) const
{
    if (m_presentation.isNull() || !m_transform.isValid())
        return std::nullopt;
    const auto hit = Annotator::hitTest(m_presentation.result().detections, m_transform.toSource(view),
                                        hitMargin / m_transform.scale());
    return hit && Annotator::isDrawn(m_presentation.result().detections[*hit], m_style) ? hit : std::nullopt;
}

bool VideoView::hasCaption() const
{
    // By the candidates, so that it does not change with the thresholds, nor from frame to frame.
    const Candidates *candidates = m_presentation.result().candidates.get();
    return candidates && std::any_of(candidates->items.begin(), candidates->items.end(),
                                     [](const Candidate &candidate) { return candidate.wholePicture; });
}

void VideoView::updateHover()
{
    if (!m_pointer)
        return;
    const auto index = m_panning ? std::nullopt : detectionAt(*m_pointer);
    if (index == m_highlighted)
        return;
    m_highlighted = index;
    Q_EMIT hovered(index);
    update();
}

void VideoView::wheelEvent(QWheelEvent *event)
{
    if (!m_transform.isValid() || event->angleDelta().y() == 0) {
        event->ignore();
        return;
    }
    m_transform.zoom(std::pow(1.2, event->angleDelta().y() / 120.0), event->position());
    transformChanged();
    event->accept();
}

void VideoView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
        event->ignore();
        return;
    }
    m_pressed = event->position();
    m_pointer = event->position();
    m_panning = event->button() == Qt::MiddleButton;
}

void VideoView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF position = event->position();
    const bool held = event->buttons() & (Qt::LeftButton | Qt::MiddleButton);
    if (held && !m_panning && (position - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        m_panning = true;
    if (held && m_panning && m_pointer) {
        setCursor(Qt::ClosedHandCursor);
        m_transform.pan(position - *m_pointer);
        transformChanged();
    }
    m_pointer = position;
    m_menuFor.reset();
    updateHover();
    if (!held)
        followPointer(event->modifiers());
}

void VideoView::mouseReleaseEvent(QMouseEvent *event)
{
    unsetCursor();
    if (m_panning || event->button() != Qt::LeftButton) {
        m_panning = false;
        return;
    }
    const auto index = detectionAt(event->position());
    if (rests() || event->modifiers().testFlag(Qt::AltModifier)) {
        m_placeFollows = false;
        setPlace(placeAt(event->position()));
    }
    if (index == m_selected)
        return;
    select(index);
    Q_EMIT selectedChanged(index);
}

void VideoView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT fullScreenToggled();
}

void VideoView::leaveEvent(QEvent *)
{
    m_pointer.reset();
    followPointer({});
    if (!m_highlighted)
        return;
    m_highlighted.reset();
    Q_EMIT hovered(std::nullopt);
    update();
}

void VideoView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    m_menuFor = byMouse ? std::optional(QPointF(event->pos())) : std::nullopt;
    Q_EMIT menuRequested(event->globalPos(), byMouse ? detectionAt(event->pos()) : m_selected);
}

} // namespace sightglass

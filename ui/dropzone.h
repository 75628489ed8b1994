// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QList>
#include <QObject>
#include <QPoint>
#include <QString>

#include <optional>

class QMimeData;
class QWidget;

namespace sightglass
{

/// What is dropped on a window: sources, one model, or both.
struct DroppedFiles
{
    std::optional<SourceSpec> source; ///< The first.
    QList<SourceSpec> others;         ///< Further ones, in their order.
    std::optional<QString> model;     ///< Path.
    std::optional<Error> refused;     ///< Why the first thing that is neither was not taken; where nothing else was.

    bool isEmpty() const { return !source && !model && !refused; }
    bool isWelcome() const { return source || model; }
    /// What will be done with it, for people.
    QString sentence() const;
};

/// The sources and the first model among what is dragged: files, folders, addresses, or text with one of these in
/// each line. An address is kept as it is, percent signs and all, and is only ever an address (see
/// SourceSpec::fromOutside()).
DroppedFiles droppedFiles(const QMimeData &data);

/// Lets a window take media and models by drag and drop.
class DropZone : public QObject
{
    Q_OBJECT

public:
    explicit DropZone(QWidget *window);

Q_SIGNALS:
    /// At a place of the window.
    void sourcesDropped(const QList<sightglass::SourceSpec> &sources, const QPoint &place);
    void modelDropped(const QString &path);
    /// Nothing in the drop can be opened as a source; says why.
    void refused(const sightglass::Error &error);
    /// Something is held over the window, and what a drop would do. An empty text: it is gone, or was dropped.
    void hovered(const QString &sentence, bool welcome);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace sightglass

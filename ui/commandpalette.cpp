// SPDX-License-Identifier: Apache-2.0
#include "ui/commandpalette.h"

#include "ui/actions.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int keysRole = Qt::UserRole;
constexpr int idRole = Qt::UserRole + 1;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

QString titleOf(const ActionInfo &info)
{
    return QStringLiteral("%1: %2").arg(plain(categoryName(info.category)), plain(info.text));
}

/// The keys stand at the end of the line.
class CommandDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        const bool enabled = option.state.testFlag(QStyle::State_Enabled);
        painter->save();
        painter->setPen(
            option.palette.color(enabled ? QPalette::Normal : QPalette::Disabled, chosen    ? QPalette::HighlightedText
                                                                                  : enabled ? QPalette::PlaceholderText
                                                                                            : QPalette::Text));
        painter->drawText(option.rect.adjusted(0, 0, -Theme::rhythm, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data(keysRole).toString());
        painter->restore();
    }
};

} // namespace

int fuzzyScore(const QString &typed, const QString &text)
{
    int score = 0;
    qsizetype from = 0;
    bool follows = false;
    for (const QChar letter : typed) {
        if (letter.isSpace()) {
            follows = false;
            continue;
        }
        const qsizetype at = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (at < 0)
            return -1;
        const bool startsWord = at == 0 || !text.at(at - 1).isLetterOrNumber();
        score += 1 + (startsWord ? 8 : 0) + (follows && at == from ? 5 : 0);
        from = at + 1;
        follows = true;
    }
    return score;
}

CommandPalette::CommandPalette(const ActionSet &actions, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_actions(actions)
    , m_typed(new QLineEdit)
    , m_list(new QListWidget)
{
    setWindowTitle(tr("Commands"));
    m_typed->setPlaceholderText(tr("What to do"));
    m_typed->setAccessibleName(tr("What to do"));
    m_typed->installEventFilter(this);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setUniformItemSizes(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::rhythm, Theme::rhythm, Theme::rhythm, Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    column->addWidget(m_typed);
    column->addWidget(m_list);
    resize(std::min(parent->width() - 4 * Theme::rhythm, 72 * Theme::rhythm),
           std::min(parent->height() - 8 * Theme::rhythm, 48 * Theme::rhythm));
    move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, 5 * Theme::rhythm)));
    connect(m_typed, &QLineEdit::textChanged, this, &CommandPalette::list);
    connect(m_typed, &QLineEdit::returnPressed, this, &CommandPalette::choose);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
    list({});
}

void CommandPalette::list(const QString &typed)
{
    struct Found
    {
        const ActionInfo *info;
        int score;
    };
    QList<Found> found;
    for (const ActionInfo &info : actionTable()) {
        if (info.id == ActionId::CommandPalette || !m_actions[info.id]->isVisible())
            continue;
        // By its title or its name ("step-forward"); what is said of it counts last, and as it was typed alone.
        const int named = std::max(fuzzyScore(typed, titleOf(info)), fuzzyScore(typed, QLatin1String(info.name)));
        const int score = std::max(2 * named, info.help.contains(typed, Qt::CaseInsensitive) ? 1 : -1);
        if (typed.isEmpty() || score > 0)
            found.append({&info, score});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found &a, const Found &b) { return a.score > b.score; });
    m_list->clear();
    for (const Found &each : std::as_const(found)) {
        const QAction *action = m_actions[each.info->id];
        auto *item = new QListWidgetItem(action->icon(), titleOf(*each.info), m_list);
        item->setToolTip(each.info->help);
        item->setData(keysRole, action->shortcut().toString(QKeySequence::NativeText));
        item->setData(idRole, static_cast<int>(each.info->id));
        if (!action->isEnabled())
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::choose()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    QAction *action = m_actions[static_cast<ActionId>(item->data(idRole).toInt())];
    accept();
    action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            const int page = key == Qt::Key_PageUp || key == Qt::Key_PageDown ? 10 : 1;
            const bool down = key == Qt::Key_Down || key == Qt::Key_PageDown;
            const int row =
                std::clamp(m_list->currentRow() + (down ? page : -page), 0, std::max(0, m_list->count() - 1));
            m_list->setCurrentRow(row);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace sightglass

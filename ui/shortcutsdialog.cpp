// SPDX-License-Identifier: Apache-2.0
#include "ui/shortcutsdialog.h"

#include "ui/actions.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr int idRole = Qt::UserRole;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}

QString keyText(const QList<QKeySequence> &shortcuts)
{
    QStringList keys;
    for (const QKeySequence &key : shortcuts)
        keys.append(key.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

template <typename Function>
void forEachAction(const QTreeWidget &tree, Function function)
{
    for (int g = 0; g < tree.topLevelItemCount(); ++g) {
        for (int i = 0; i < tree.topLevelItem(g)->childCount(); ++i)
            function(tree.topLevelItem(g)->child(i));
    }
}

} // namespace

ShortcutsDialog::ShortcutsDialog(ActionSet &actions, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_tree(new QTreeWidget)
    , m_name(new QLabel)
    , m_key(new QKeySequenceEdit)
    , m_conflict(new QLabel)
    , m_replace(new QPushButton(tr("&Replace")))
    , m_add(new QPushButton(tr("&Add")))
    , m_default(new QPushButton(tr("&Default")))
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(112 * Theme::rhythm, 72 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    auto *search = new QLineEdit;
    search->setPlaceholderText(tr("Filter"));
    search->setAccessibleName(tr("Filter"));
    search->setClearButtonEnabled(true);
    column->addWidget(search);
    m_tree->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
    m_tree->setAccessibleName(tr("Actions"));
    m_tree->setRootIsDecorated(false);
    fill();
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    column->addWidget(m_tree);
    column->addWidget(makeEditor());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *reset = buttons->addButton(tr("All to their defaults"), QDialogButtonBox::ResetRole);
    reset->setAutoDefault(false);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(reset, &QPushButton::clicked, &m_actions, &ActionSet::resetKeys);
    connect(search, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showChosen);
    connect(&m_actions, &ActionSet::keysChanged, this, &ShortcutsDialog::refreshKeys);
    showChosen();
}

void ShortcutsDialog::fill()
{
    QHash<int, QTreeWidgetItem *> groups;
    for (const ActionInfo &info : actionTable()) {
        QTreeWidgetItem *&group = groups[static_cast<int>(info.category)];
        if (!group) {
            group = new QTreeWidgetItem(m_tree, {plain(categoryName(info.category))});
            group->setFlags(Qt::ItemIsEnabled);
            QFont font = m_tree->font();
            font.setBold(true);
            group->setFont(0, font);
        }
        auto *item =
            new QTreeWidgetItem(group, {ActionSet::title(info), keyText(m_actions[info.id]->shortcuts()), info.help});
        item->setData(0, idRole, static_cast<int>(info.id));
    }
    m_tree->expandAll();
}

QWidget *ShortcutsDialog::makeEditor()
{
    auto *editor = new QWidget;
    auto *row = new QHBoxLayout(editor);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::rhythm);
    row->addWidget(m_name);
    m_key->setAccessibleName(tr("New key"));
    m_key->setMaximumWidth(20 * Theme::rhythm);
    row->addWidget(m_key);
    row->addWidget(m_conflict, 1);
    m_replace->setToolTip(tr("Give the action this key alone; an empty field takes all its keys away"));
    m_add->setToolTip(tr("Give the action this key beside those that it has"));
    m_default->setToolTip(tr("Give the action the keys that it had at first"));
    for (QPushButton *button : {m_replace, m_add, m_default}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    connect(m_key, &QKeySequenceEdit::keySequenceChanged, this, [this](const QKeySequence &keys) {
        // One key is enough for anything here.
        if (keys.count() > 1)
            m_key->setKeySequence(QKeySequence(keys[0]));
        tellConflict();
    });
    const auto typed = [this] { return m_key->keySequence(); };
    connect(m_replace, &QPushButton::clicked, this,
            [this, typed] { give(typed().isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{typed()}); });
    connect(m_add, &QPushButton::clicked, this, [this, typed] {
        QList<QKeySequence> keys = m_actions[*chosen()]->shortcuts();
        keys.removeAll(typed());
        give(keys + QList<QKeySequence>{typed()});
    });
    connect(m_default, &QPushButton::clicked, this, [this] { give(actionInfo(*chosen()).shortcuts); });
    return editor;
}

std::optional<ActionId> ShortcutsDialog::chosen() const
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    const QVariant id = item ? item->data(0, idRole) : QVariant();
    return id.isValid() ? std::optional(static_cast<ActionId>(id.toInt())) : std::nullopt;
}

void ShortcutsDialog::showChosen()
{
    const auto id = chosen();
    m_name->setText(id ? tr("%1:").arg(ActionSet::title(actionInfo(*id))) : tr("Choose an action to give it a key."));
    m_key->clear();
    m_key->setVisible(id.has_value());
    tellConflict();
}

void ShortcutsDialog::tellConflict()
{
    const auto id = chosen();
    const QKeySequence key = m_key->keySequence();
    const auto holder = id && !key.isEmpty() ? m_actions.holderOf(key, *id) : std::nullopt;
    m_conflict->setText(holder ? tr("%1 is the key of “%2”, which loses it.")
                                     .arg(key.toString(QKeySequence::NativeText), ActionSet::title(actionInfo(*holder)))
                               : QString());
    m_replace->setEnabled(id.has_value());
    m_add->setEnabled(id && !key.isEmpty());
    m_default->setEnabled(id && m_actions[*id]->shortcuts() != actionInfo(*id).shortcuts);
}

void ShortcutsDialog::give(const QList<QKeySequence> &keys)
{
    if (const auto id = chosen())
        m_actions.setKeys(*id, keys);
}

void ShortcutsDialog::refreshKeys()
{
    forEachAction(*m_tree, [this](QTreeWidgetItem *item) {
        item->setText(1, keyText(m_actions[static_cast<ActionId>(item->data(0, idRole).toInt())]->shortcuts()));
    });
    showChosen();
}

void ShortcutsDialog::filter(const QString &text)
{
    forEachAction(*m_tree, [&](QTreeWidgetItem *item) {
        bool matches = false;
        for (int column = 0; column < 3; ++column)
            matches = matches || item->text(column).contains(text, Qt::CaseInsensitive);
        item->setHidden(!matches);
    });
    for (int g = 0; g < m_tree->topLevelItemCount(); ++g) {
        QTreeWidgetItem *group = m_tree->topLevelItem(g);
        bool any = false;
        for (int i = 0; i < group->childCount(); ++i)
            any = any || !group->child(i)->isHidden();
        group->setHidden(!any);
    }
}

} // namespace sightglass

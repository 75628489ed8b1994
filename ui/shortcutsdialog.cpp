// SPDX-License-Identifier: Apache-2.0
#include "ui/shortcutsdialog.h"

#include "ui/actions.h"
#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

QString keyText(const ActionInfo &info)
{
    QStringList keys;
    for (const QKeySequence &key : info.shortcuts)
        keys.append(key.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

void fill(QTreeWidget &tree)
{
    QHash<int, QTreeWidgetItem *> groups;
    for (const ActionInfo &info : actionTable()) {
        if (info.shortcuts.isEmpty())
            continue;
        QTreeWidgetItem *&group = groups[static_cast<int>(info.category)];
        if (!group) {
            group = new QTreeWidgetItem(&tree, {plain(categoryName(info.category))});
            group->setFlags(Qt::ItemIsEnabled);
            QFont font = tree.font();
            font.setBold(true);
            group->setFont(0, font);
        }
        new QTreeWidgetItem(group, {plain(info.text), keyText(info), info.help});
    }
    tree.expandAll();
}

void filter(QTreeWidget &tree, const QString &text)
{
    for (int g = 0; g < tree.topLevelItemCount(); ++g) {
        QTreeWidgetItem *group = tree.topLevelItem(g);
        bool any = false;
        for (int i = 0; i < group->childCount(); ++i) {
            QTreeWidgetItem *item = group->child(i);
            bool matches = false;
            for (int column = 0; column < 3; ++column)
                matches = matches || item->text(column).contains(text, Qt::CaseInsensitive);
            item->setHidden(!matches);
            any = any || matches;
        }
        group->setHidden(!any);
    }
}

} // namespace

ShortcutsDialog::ShortcutsDialog(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(112 * Theme::rhythm, 72 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    auto *search = new QLineEdit;
    search->setPlaceholderText(tr("Filter"));
    search->setClearButtonEnabled(true);
    column->addWidget(search);
    auto *tree = new QTreeWidget;
    tree->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
    tree->setRootIsDecorated(false);
    tree->setSelectionMode(QAbstractItemView::NoSelection);
    tree->setFocusPolicy(Qt::NoFocus);
    fill(*tree);
    tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    column->addWidget(tree);
    connect(search, &QLineEdit::textChanged, tree, [tree](const QString &text) { filter(*tree, text); });
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

} // namespace sightglass

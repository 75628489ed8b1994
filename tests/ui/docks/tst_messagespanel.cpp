// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/messagesmodel.h"
#include "ui/docks/messagespanel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>

using namespace sightglass;

namespace
{

Error lost(int stream = 0)
{
    return {QStringLiteral("Stream %1 was lost.").arg(stream), QStringLiteral("Check the network."),
            QStringLiteral("ETIMEDOUT")};
}

struct Fixture
{
    QListView *list() const { return panel.findChild<QListView *>(); }
    QModelIndex row(int row) const { return list()->model()->index(row, 0); }
    QAction *action(const QString &text) const
    {
        for (QAction *action : list()->actions()) {
            if (action->text() == text)
                return action;
        }
        return nullptr;
    }

    MessagesPanel panel;
    test::Host host{&panel, {320, 240}};
};

} // namespace

class TestMessagesPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sameMessageIsCounted();
    void differencesAreNotTheSame();
    void onlyTheNewAndSeriousAsksForAttention();
    void fiveHundredAtMost();
    void detailUnfolds();
    void rowsWrapToTheWidth();
    void staysWhereOneReads();
    void copies();
    void clears();
};

void TestMessagesPanel::sameMessageIsCounted()
{
    Fixture f;
    for (int i = 0; i < 12; ++i)
        f.panel.addWarning(lost());
    QCOMPARE(f.panel.count(), 1);
    QCOMPARE(f.row(0).data(MessagesModel::CountRole).toInt(), 12);
}

void TestMessagesPanel::differencesAreNotTheSame()
{
    Fixture f;
    f.panel.addWarning(lost());
    f.panel.addError(lost());
    f.panel.addError(lost(1));
    f.panel.addNote(lost().message, lost().suggestion);
    QCOMPARE(f.panel.count(), 4);
}

void TestMessagesPanel::onlyTheNewAndSeriousAsksForAttention()
{
    Fixture f;
    QSignalSpy attention(&f.panel, &MessagesPanel::attentionNeeded);
    f.panel.addNote(QStringLiteral("The model is ready."));
    QCOMPARE(attention.count(), 0);
    f.panel.addWarning(lost());
    QCOMPARE(attention.count(), 1);
    f.panel.addWarning(lost());
    QCOMPARE(attention.count(), 1);
    f.panel.addError(lost());
    QCOMPARE(attention.count(), 2);
}

void TestMessagesPanel::fiveHundredAtMost()
{
    Fixture f;
    for (int i = 0; i < 503; ++i)
        f.panel.addError(lost(i));
    QCOMPARE(f.panel.count(), 500);
    QCOMPARE(f.row(0).data().toString(), lost(3).message);
    QCOMPARE(f.row(499).data().toString(), lost(502).message);
}

void TestMessagesPanel::detailUnfolds()
{
    Fixture f;
    f.panel.addError(lost());
    f.panel.addNote(QStringLiteral("Without detail"));
    const int folded = f.list()->visualRect(f.row(0)).height();
    QTest::mouseClick(f.list()->viewport(), Qt::LeftButton, {}, f.list()->visualRect(f.row(0)).center());
    QTest::mouseDClick(f.list()->viewport(), Qt::LeftButton, {}, f.list()->visualRect(f.row(0)).center());
    QVERIFY(f.row(0).data(MessagesModel::ExpandedRole).toBool());
    QTRY_VERIFY(f.list()->visualRect(f.row(0)).height() > folded + 8);
    Q_EMIT f.list()->activated(f.row(0));
    QTRY_COMPARE(f.list()->visualRect(f.row(0)).height(), folded);
    Q_EMIT f.list()->activated(f.row(1));
    QVERIFY(!f.row(1).data(MessagesModel::ExpandedRole).toBool());
}

void TestMessagesPanel::rowsWrapToTheWidth()
{
    Fixture f;
    f.panel.addNote(QString(QStringLiteral("many words ")).repeated(12));
    const int narrow = f.list()->visualRect(f.row(0)).height();
    f.host.resize({900, 240});
    QTRY_VERIFY(f.list()->visualRect(f.row(0)).height() < narrow);
    f.host.resize({320, 240});
    QTRY_COMPARE(f.list()->visualRect(f.row(0)).height(), narrow);
}

void TestMessagesPanel::staysWhereOneReads()
{
    Fixture f;
    for (int i = 0; i < 50; ++i)
        f.panel.addError(lost(i));
    QScrollBar *bar = f.list()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    QTRY_COMPARE(bar->value(), bar->maximum());
    bar->setValue(0);
    f.panel.addError(lost(50));
    QCoreApplication::processEvents();
    QCOMPARE(bar->value(), 0);
}

void TestMessagesPanel::copies()
{
    Fixture f;
    f.panel.addError(lost(1));
    f.panel.addError(lost(1));
    f.panel.addNote(QStringLiteral("The model is ready."));
    f.action(QStringLiteral("Copy"))->trigger();
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
    QVERIFY(lines[0].endsWith(QStringLiteral("Error: Stream 1 was lost. (× 2)")));
    QCOMPARE(lines[1], QStringLiteral("Check the network."));
    QCOMPARE(lines[2], QStringLiteral("ETIMEDOUT"));
    QVERIFY(lines[3].endsWith(QStringLiteral("Note: The model is ready.")));
    f.list()->setCurrentIndex(f.row(1));
    f.action(QStringLiteral("Copy"))->trigger();
    QVERIFY(!QGuiApplication::clipboard()->text().contains(QStringLiteral("Stream")));
}

void TestMessagesPanel::clears()
{
    Fixture f;
    QVERIFY(!f.action(QStringLiteral("Clear"))->isEnabled());
    f.panel.addError(lost());
    f.action(QStringLiteral("Clear"))->trigger();
    QCOMPARE(f.panel.count(), 0);
    QVERIFY(!f.action(QStringLiteral("Copy"))->isEnabled());
}

QTEST_MAIN(TestMessagesPanel)
#include "tst_messagespanel.moc"

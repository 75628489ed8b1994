// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/timeline/eventspanel.h"
#include "ui/timeline/spanexportdialog.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFile>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

const std::vector<ClipSpan> spans{{3, 5, 0.12, 0.24}, {40, 40, 1.6, 1.64}, {90, 99, 3.6, 4.0}};

QString cell(const QTableView &table, int row, int column)
{
    return table.model()->index(row, column).data().toString();
}

/// The dialog for the spans above, of a clip of 100 frames, 25 in a second.
struct Dialog
{
    Dialog()
    {
        QFile clip(folder.filePath(QStringLiteral("street.v2.mp4")));
        if (clip.open(QIODevice::WriteOnly))
            clip.write("a clip");
        proposal.common.source = SourceSpec::fromPath(clip.fileName());
        proposal.source.spec = proposal.common.source;
        proposal.source.frameCount = 100;
        proposal.source.duration = 4.0;
        proposal.spans = spans;
        proposal.folder = folder.path();
        proposal.container = QStringLiteral("mp4");
        proposal.margin = 0.0;
    }
    bool canExport(const SpanExportDialog &dialog) const
    {
        const auto buttons = dialog.findChild<QDialogButtonBox *>()->buttons();
        for (const QAbstractButton *button : buttons)
            if (static_cast<const QPushButton *>(button)->isDefault())
                return button->isEnabled();
        return false;
    }

    QTemporaryDir folder;
    SpanExportDialog::Proposal proposal;
};

} // namespace

class EventsPanelTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void listsSpans();
    void rowsGoThere();
    void rowsThatStayKeepTheirSelection();
    void copiesThoseSelectedTogetherOrAll();
    void nothingCanBeDoneWithNothing();
    void eachSpanIsAVideo();
    void marginsJoinSpans();
    void filesThatAreThereAreReplacedOnWish();
    void aFolderIsNeeded();
    void numbersSortAsNames();
};

void EventsPanelTest::listsSpans()
{
    EventsPanel panel;
    panel.setEvents(QStringLiteral("bus"), spans, false);
    const auto &table = *panel.findChild<QTableView *>();
    QCOMPARE(table.model()->rowCount(), 3);
    QCOMPARE(cell(table, 0, 0), QStringLiteral("0:00.120"));
    QCOMPARE(cell(table, 0, 1), QStringLiteral("3–5"));
    QCOMPARE(cell(table, 0, 2), QStringLiteral("0.12 s"));
    QCOMPARE(cell(table, 1, 1), QStringLiteral("40"));
    QCOMPARE(cell(table, 2, 2), QStringLiteral("0.40 s"));
}

void EventsPanelTest::rowsGoThere()
{
    EventsPanel panel;
    panel.resize(320, 300);
    panel.show();
    panel.setEvents(QStringLiteral("bus"), spans, false);
    QSignalSpy spy(&panel, &EventsPanel::seekRequested);
    auto &table = *panel.findChild<QTableView *>();
    const QPoint place = table.visualRect(table.model()->index(2, 0)).center();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, place);
    QVERIFY(!spy.isEmpty());
    QCOMPARE(spy.last().first().value<std::int64_t>(), 90);
}

void EventsPanelTest::rowsThatStayKeepTheirSelection()
{
    EventsPanel panel;
    panel.setEvents(QStringLiteral("bus"), {spans[0], spans[1]}, false);
    auto &table = *panel.findChild<QTableView *>();
    table.selectRow(1);
    panel.setEvents(QStringLiteral("bus"), spans, false);
    QVERIFY(table.selectionModel()->isRowSelected(1));
    panel.setEvents(QStringLiteral("bus"), {spans[0]}, false);
    QCOMPARE(table.model()->rowCount(), 1);
    QVERIFY(!table.selectionModel()->hasSelection());
}

void EventsPanelTest::copiesThoseSelectedTogetherOrAll()
{
    EventsPanel panel;
    panel.setQuery(QStringLiteral("bus"));
    panel.setEvents(QStringLiteral("bus"), spans, false);
    panel.findChild<QAction *>(QStringLiteral("copyEvents"))->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("first_frame,last_frame,begin,end,frames,query\n"
                                                                  "3,5,0.120,0.240,3,bus\n"
                                                                  "40,40,1.600,1.640,1,bus\n"
                                                                  "90,99,3.600,4.000,10,bus\n"));
    auto &table = *panel.findChild<QTableView *>();
    table.selectRow(2);
    QCOMPARE(panel.chosen().size(), 3u);
    table.selectionModel()->select(table.model()->index(0, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QVERIFY(panel.chosen() == (std::vector<ClipSpan>{spans[0], spans[2]}));
}

void EventsPanelTest::nothingCanBeDoneWithNothing()
{
    EventsPanel panel;
    for (const char *name : {"copyEvents", "saveEvents", "exportEvents"})
        QVERIFY2(!panel.findChild<QAction *>(QLatin1String(name))->isEnabled(), name);
    panel.setEvents(QStringLiteral("bus"), spans, false);
    for (const char *name : {"copyEvents", "saveEvents", "exportEvents"})
        QVERIFY2(panel.findChild<QAction *>(QLatin1String(name))->isEnabled(), name);
}

void EventsPanelTest::eachSpanIsAVideo()
{
    Dialog t;
    const SpanExportDialog dialog(t.proposal);
    QVERIFY(t.canExport(dialog));
    QCOMPARE(dialog.requests().size(), 3u);
    const ExportRequest &first = dialog.requests().front();
    QCOMPARE(first.videoPath, t.folder.filePath(QStringLiteral("street.v2-1.mp4")));
    QVERIFY(first.range == (FrameRange{3, 5}));
    QVERIFY(first.source == t.proposal.common.source);
    QCOMPARE(dialog.requests().back().videoPath, t.folder.filePath(QStringLiteral("street.v2-3.mp4")));
    QVERIFY(dialog.requests().back().range == (FrameRange{90, 99}));
}

void EventsPanelTest::marginsJoinSpans()
{
    Dialog t;
    t.proposal.margin = 0.8; // 20 frames
    const SpanExportDialog dialog(t.proposal);
    QCOMPARE(dialog.margin(), 0.8);
    QCOMPARE(dialog.requests().size(), 2u);
    QVERIFY(dialog.requests().front().range == (FrameRange{0, 60}));
    QVERIFY(dialog.requests().back().range == (FrameRange{70, 99}));
}

void EventsPanelTest::filesThatAreThereAreReplacedOnWish()
{
    Dialog t;
    QFile there(t.folder.filePath(QStringLiteral("street.v2-2.mp4")));
    QVERIFY(there.open(QIODevice::WriteOnly));
    SpanExportDialog dialog(t.proposal);
    QVERIFY(!t.canExport(dialog));
    QVERIFY(dialog.requests().empty());
    dialog.findChild<QCheckBox *>(QStringLiteral("replace"))->setChecked(true);
    QVERIFY(t.canExport(dialog));
    QCOMPARE(dialog.requests().size(), 3u);
    QVERIFY(dialog.requests().front().overwrite);
}

void EventsPanelTest::aFolderIsNeeded()
{
    Dialog t;
    SpanExportDialog dialog(t.proposal);
    dialog.findChild<QLineEdit *>(QStringLiteral("folder"))->setText(t.folder.filePath(QStringLiteral("nowhere")));
    QVERIFY(!t.canExport(dialog));
    QVERIFY(dialog.requests().empty());
}

void EventsPanelTest::numbersSortAsNames()
{
    const std::vector<FrameRange> ranges(12, FrameRange{0, 1});
    const auto requests = spanRequests({}, ranges, QStringLiteral("/out"), QStringLiteral("a"), QStringLiteral("mkv"));
    QCOMPARE(requests.front().videoPath, QStringLiteral("/out/a-01.mkv"));
    QCOMPARE(requests.back().videoPath, QStringLiteral("/out/a-12.mkv"));
}

QTEST_MAIN(EventsPanelTest)
#include "tst_eventspanel.moc"

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/actions.h"
#include "ui/thumbnails.h"
#include "ui/video/startpage.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

struct Fixture
{
    QPushButton *button(const QString &text) const
    {
        for (auto *button : page.findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }

    QWidget parent;
    test::Host host{&parent, {640, 400}};
    ActionSet actions{&parent};
    QMenu cameras;
    QTemporaryDir folder;
    Thumbnails thumbnails{folder.path()};
    StartPage page{actions, &cameras, &parent};
};

SourceSpec opened(const QSignalSpy &spy)
{
    return spy.last().first().value<SourceSpec>();
}

} // namespace

class StartPageTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void offersTheDemoClipWhereItIs()
    {
        Fixture f;
        f.page.show();
        QSignalSpy spy(&f.page, &StartPage::openRequested);
        auto *demo = f.page.findChild<QPushButton *>(QStringLiteral("demoClip"));
        QVERIFY(!demo->isVisible());
        f.page.setDemoClip(QStringLiteral("/clips/vtest.avi"));
        QVERIFY(demo->isVisible());
        demo->click();
        QCOMPARE(opened(spy).location, QStringLiteral("/clips/vtest.avi"));
        QVERIFY(opened(spy).kind == SourceKind::VideoFile);
    }

    void offersWhatWasOpenedBefore()
    {
        Fixture f;
        f.page.show();
        QSignalSpy spy(&f.page, &StartPage::openRequested);
        QList<SourceSpec> recent;
        for (int i = 0; i < 9; ++i)
            recent.append({SourceKind::VideoFile, QStringLiteral("/clips/a&b%1.mp4").arg(i)});
        f.page.setRecent(recent, f.thumbnails);
        QVERIFY(f.button(QStringLiteral("a&&b0.mp4")) && f.button(QStringLiteral("a&&b4.mp4")));
        QVERIFY(!f.button(QStringLiteral("a&&b5.mp4")));
        f.button(QStringLiteral("a&&b3.mp4"))->click();
        QCOMPARE(opened(spy).location, recent.at(3).location);
        f.page.setRecent({}, f.thumbnails);
        QTRY_VERIFY(!f.button(QStringLiteral("a&&b0.mp4")));
    }

    void opensAFile()
    {
        Fixture f;
        f.page.show();
        QSignalSpy spy(f.actions[ActionId::OpenFile], &QAction::triggered);
        f.page.findChild<QPushButton *>(QStringLiteral("startOpenFile"))->click();
        QCOMPARE(spy.size(), 1);
    }

    void coversItsParent()
    {
        Fixture f;
        f.page.show();
        f.host.resize({320, 240});
        QTRY_COMPARE(f.page.geometry(), QRect(0, 0, 320, 240));
    }
};

QTEST_MAIN(StartPageTest)
#include "tst_startpage.moc"

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/video/noticecard.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace sightglass;

namespace
{

struct Fixture
{
    QPushButton *button(const char *name) const { return card.findChild<QPushButton *>(QLatin1String(name)); }
    bool shows(const QString &text) const
    {
        for (const QLabel *label : card.findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    /// Whether every text is as high as it needs to be at its width.
    bool isWhole() const
    {
        for (const QLabel *label : card.findChildren<QLabel *>()) {
            if (label->isVisible() && !label->text().isEmpty() &&
                label->height() < label->heightForWidth(label->width()))
                return false;
        }
        return true;
    }

    QWidget parent;
    test::Host host{&parent, {480, 300}};
    NoticeCard card{&parent};
    Error error{QStringLiteral("It broke."), QStringLiteral("Mend it."), QStringLiteral("errno 5")};
    Question question{QStringLiteral("Really?"), QStringLiteral("It may bite. ").repeated(20), QStringLiteral("Yes"),
                      QStringLiteral("No")};
};

} // namespace

class NoticeCardTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void tellsAnErrorWhole()
    {
        Fixture f;
        QVERIFY(!f.card.isVisible());
        f.error.suggestion = QStringLiteral("Mend it, or take another. ").repeated(12);
        f.card.showError(f.error);
        QVERIFY(f.shows(QStringLiteral("It broke.")) && f.shows(QStringLiteral("take another")));
        QTRY_VERIFY(f.isWhole());
        QVERIFY(!f.shows(QStringLiteral("errno 5")));
        f.button("noticeDetails")->click();
        QVERIFY(f.shows(QStringLiteral("errno 5")));
        QTRY_VERIFY(f.isWhole());
        f.host.resize({340, 300});
        QTRY_VERIFY(f.isWhole());
        QVERIFY(f.parent.rect().contains(f.card.geometry().left(), f.card.geometry().top()));
        QVERIFY(f.card.geometry().right() < 340);
        f.button("noticeDismiss")->click();
        QVERIFY(!f.card.isVisible());
    }

    void withoutDetailsThereIsNoButtonForThem()
    {
        Fixture f;
        f.error.detail.clear();
        f.card.showError(f.error);
        QVERIFY(!f.button("noticeDetails")->isVisible());
        QVERIFY(!f.button("consentLoad")->isVisible());
    }

    void theSafeAnswerIsUnderTheKeys()
    {
        Fixture f;
        QSignalSpy accepted(&f.card, &NoticeCard::accepted);
        QSignalSpy refused(&f.card, &NoticeCard::refused);
        f.card.ask(f.question);
        QVERIFY(f.card.isAsking());
        QTRY_VERIFY(f.isWhole());
        QVERIFY(f.button("consentRefuse")->hasFocus());
        for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Escape})
            QTest::keyClick(f.button("consentRefuse"), key);
        QCOMPARE(refused.size(), 3);
        f.button("consentLoad")->setFocus();
        QTest::keyClick(f.button("consentLoad"), Qt::Key_Return);
        QCOMPARE(accepted.size(), 1);
        f.card.stopAsking();
        QVERIFY(!f.card.isVisible());
    }

    void aQuestionGoesBeforeAnError()
    {
        Fixture f;
        f.card.ask(f.question);
        f.card.showError(f.error);
        QVERIFY(f.shows(QStringLiteral("Really?")) && !f.shows(QStringLiteral("It broke.")));
        QSignalSpy closed(&f.card, &NoticeCard::closed);
        f.card.stopAsking();
        QVERIFY(f.shows(QStringLiteral("It broke.")));
        QCOMPARE(closed.size(), 0);
        QTest::keyClick(f.button("noticeDismiss"), Qt::Key_Escape);
        QVERIFY(!f.card.isVisible());
        QCOMPARE(closed.size(), 1);
    }
};

QTEST_MAIN(NoticeCardTest)
#include "tst_noticecard.moc"

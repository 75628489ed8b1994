// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/urldialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

using namespace sightglass;

class UrlDialogTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatItUnderstands_data();
    void saysWhatItUnderstands();
};

void UrlDialogTest::saysWhatItUnderstands_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("said");
    QTest::addColumn<bool>("opens");
    const auto add = [](const char *typed, const char *said, bool opens) {
        QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(said) << opens;
    };
    add("", "For instance", false);
    add("rtsp://camera/1", "A stream", true);
    add("0", "A camera.", true);
    add("0,640x480@30", "A camera.", true);
    add("0,640x480@", "\"640x480@\" is not understood", false);
    add("screen:640x480", "A part of the screen.", true);
    add("screen:640", "screen:640 is no part", false);
    add("htp://camera/1", "htp:// is no protocol", false);
    add("rtsp://ann:p#w@camera/1", "\"#\"", false);
    add("videotestsrc ! videoconvert", "pipeline", false);
    add("/absent/clip.mp4", "A file", true);
}

void UrlDialogTest::saysWhatItUnderstands()
{
    QFETCH(QString, typed);
    QFETCH(QString, said);
    QFETCH(bool, opens);
    UrlDialog dialog({}, nullptr);
    dialog.findChild<QLineEdit *>()->setText(typed);
    const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [&said](const QLabel *label) { return label->text().contains(said); }));
    QCOMPARE(dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Open)->isEnabled(), opens);
}

QTEST_MAIN(UrlDialogTest)
#include "tst_urldialog.moc"

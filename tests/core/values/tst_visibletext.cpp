// SPDX-License-Identifier: Apache-2.0
#include "core/values/visibletext.h"
#include "tests/support/testcase.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace sightglass;

class VisibleTextTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void writesControlsOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char *name, const QString &text, const char *shown) {
            QTest::newRow(name) << text << QString::fromUtf8(shown);
        };
        add("colour", QStringLiteral("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
        add("title and bell", QStringLiteral("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
        add("line ends", QStringLiteral("a\nb\r\nc\td"), "a\\nb\\r\\nc\\td");
        add("null and delete", QString(QChar(u'\0')) + QChar(0x7f), "\\x00\\x7f");
        add("C1", QString(QChar(0x9b)) + QStringLiteral("31m"), "\\x9b31m");
        add("override", QStringLiteral("gpj\u202e.exe"), "gpj\\u202e.exe");
        add("isolates", QStringLiteral("\u2066a\u2069"), "\\u2066a\\u2069");
        add("marks", QStringLiteral("\u200e\u200f\u061c"), "\\u200e\\u200f\\u061c");
        add("separators", QStringLiteral("a\u2028b\u2029c"), "a\\u2028b\\u2029c");
        add("letters of all sorts", QStringLiteral("Straße \u05d0\u05d1 日本 👀"), "Straße \u05d0\u05d1 日本 👀");
        add("nothing", {}, "");
    }

    void writesControlsOut()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(visibleText(text), shown);
        // What is seen stays as it is when it is shown again.
        QCOMPARE(visibleText(shown), shown);
    }

    void keepsLines()
    {
        QCOMPARE(visibleLines(QStringLiteral("one\x1b\n\u202etwo\n")), QStringLiteral("one\\x1b\n\\u202etwo\n"));
    }

    void everyCharacterOfUnicodesFormatControlsIsOne()
    {
        for (int code = 0; code < 0x10000; ++code) {
            const QChar character(code);
            const auto direction = character.direction();
            const bool turns = direction == QChar::DirLRE || direction == QChar::DirRLE || direction == QChar::DirLRO ||
                               direction == QChar::DirRLO || direction == QChar::DirPDF || direction == QChar::DirLRI ||
                               direction == QChar::DirRLI || direction == QChar::DirFSI || direction == QChar::DirPDI;
            const bool acts = character.category() == QChar::Other_Control ||
                              character.category() == QChar::Separator_Line ||
                              character.category() == QChar::Separator_Paragraph;
            if (turns || acts)
                QVERIFY2(isInvisibleControl(character.unicode()), qPrintable(QString::number(code, 16)));
        }
    }

    void jsonKeepsItsValues()
    {
        QString all;
        for (char16_t code = 0; code < 0x3000; ++code)
            all += QChar(code);
        const QJsonArray values{all, QStringLiteral("\u202e \"quoted\" \\")};
        for (const auto form : {QJsonDocument::Compact, QJsonDocument::Indented}) {
            const QByteArray shown = visibleJson(QJsonDocument(values).toJson(form));
            QCOMPARE(QJsonDocument::fromJson(shown).array(), values);
            for (const QChar character : QString::fromUtf8(shown))
                QVERIFY(character == QLatin1Char('\n') || !isInvisibleControl(character.unicode()));
        }
    }
};

QTEST_GUILESS_MAIN(VisibleTextTest)
#include "tst_visibletext.moc"

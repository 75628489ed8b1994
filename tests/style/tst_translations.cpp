// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

namespace sightglass::test
{

namespace
{

struct Message
{
    QString context;
    QString source;
    QString state;         ///< Empty: finished; "unfinished", "obsolete", "vanished".
    bool hasForms = false; ///< Of one and of several.
    QStringList translations;

    QString key() const { return context + QStringLiteral(": ") + source; }
};

QList<Message> messagesIn(const QString &path)
{
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("message"))
            messages.append({context, {}, {}, xml.attributes().hasAttribute(QLatin1String("numerus")), {}});
        else if (xml.name() == QLatin1String("source"))
            messages.last().source = xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            messages.last().state = xml.attributes().value(QLatin1String("type")).toString();
            if (!messages.last().hasForms)
                messages.last().translations.append(xml.readElementText());
        } else if (xml.name() == QLatin1String("numerusform"))
            messages.last().translations.append(xml.readElementText());
    }
    return messages;
}

QStringList found(const QString &text, const char *pattern)
{
    QStringList all;
    for (auto matches = QRegularExpression(QLatin1String(pattern)).globalMatch(text); matches.hasNext();)
        all.append(matches.next().captured());
    all.sort();
    return all;
}

QString blanksAround(const QString &text)
{
    return QString(text.startsWith(QLatin1Char(' ')) ? QLatin1String("[ ") : QLatin1String("[")) +
           (text.endsWith(QLatin1Char(' ')) ? QLatin1String(" ]") : QLatin1String("]"));
}

} // namespace

/// The files of translations: whole, and such that a window made of them works as the English one.
class TestTranslations : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sayWhatTheCodeSays_data() { files(); }
    void sayWhatTheCodeSays();
    void areFinished_data() { files(); }
    void areFinished();
    void keepWhatIsPutIn_data() { files(); }
    void keepWhatIsPutIn();

private:
    static void files();
};

void TestTranslations::files()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(SIGHTGLASS_TRANSLATIONS));
    for (const QFileInfo &file : folder.entryInfoList({QStringLiteral("*.ts")}, QDir::Files))
        QTest::newRow(qPrintable(file.fileName())) << file.filePath();
}

void TestTranslations::sayWhatTheCodeSays()
{
    QFETCH(QString, path);
    const QString lupdate = QStringLiteral(SIGHTGLASS_LUPDATE);
    if (!QFileInfo(lupdate).isExecutable()) {
        if (isCi())
            QFAIL("lupdate is not there (package qt6-l10n-tools)");
        QSKIP("lupdate is not there (package qt6-l10n-tools)");
    }
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QFileInfo(path).fileName());
    QVERIFY(QFile::copy(path, copy));
    QProcess process;
    process.setWorkingDirectory(QStringLiteral(SIGHTGLASS_SOURCE));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(lupdate, {QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("core"), QStringLiteral("ui"),
                            QStringLiteral("-ts"), copy, QStringLiteral("-locations"), QStringLiteral("none")});
    QVERIFY2(process.waitForFinished(100'000), qPrintable(process.errorString()));
    const QString output = QString::fromLocal8Bit(process.readAll());
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, qPrintable(output));
    // Texts of such classes are looked up under another name than they are filed under.
    QVERIFY2(!output.contains(QLatin1String("lacks Q_OBJECT")), qPrintable(output));
    QVERIFY2(!output.contains(QLatin1String("unknown namespace/class")), qPrintable(output));

    QStringList kept;
    for (const Message &message : messagesIn(path))
        kept.append(message.key());
    QVERIFY(kept.size() > 1000);
    for (const Message &message : messagesIn(copy)) {
        QVERIFY2(kept.removeOne(message.key()),
                 qPrintable(QStringLiteral("not in the file (build the target translations): ") + message.key()));
        QVERIFY2(
            message.state.isEmpty(),
            qPrintable(QStringLiteral("%1 (build the target translations): %2").arg(message.state, message.key())));
    }
    QCOMPARE(kept, QStringList());
}

void TestTranslations::areFinished()
{
    QFETCH(QString, path);
    for (const Message &message : messagesIn(path)) {
        QVERIFY2(message.state.isEmpty(), qPrintable(message.state + QStringLiteral(": ") + message.key()));
        QCOMPARE(message.translations.size(), message.hasForms ? 2 : 1);
        for (const QString &text : message.translations)
            QVERIFY2(!text.trimmed().isEmpty(), qPrintable(message.key()));
    }
}

void TestTranslations::keepWhatIsPutIn()
{
    QFETCH(QString, path);
    for (const Message &message : messagesIn(path)) {
        for (const QString &text : message.translations) {
            const QByteArray told = (message.key() + QStringLiteral("\n-> ") + text).toUtf8();
            const auto same = [&](const char *pattern) {
                return found(message.source, pattern) == found(text, pattern);
            };
            QVERIFY2(same("%[0-9n]+"), told.constData());
            QVERIFY2(same("&(?=\\w)"), told.constData());
            QVERIFY2(same("…"), told.constData());
            QVERIFY2(same("\n"), told.constData());
            QVERIFY2(same("--[a-z-]+"), told.constData());
            QVERIFY2(blanksAround(text) == blanksAround(message.source), told.constData());
        }
    }
}

} // namespace sightglass::test

QTEST_GUILESS_MAIN(sightglass::test::TestTranslations)
#include "tst_translations.moc"

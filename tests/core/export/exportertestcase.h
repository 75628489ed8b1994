// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exporter.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <memory>

namespace sightglass::test
{

/// Tests of the exporter on synthetic sources and models, each in a folder of its own.
class ExporterTestCase : public TestCase
{
    Q_OBJECT

protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<SyntheticModel> m_model;

    QString in(const char *name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    static QByteArray get(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    ExportRequest request(const char *video, const char *list) const
    {
        ExportRequest request;
        request.source.location = in("source.mp4");
        request.model.location = QStringLiteral("synthetic");
        request.provenance = false;
        request.overwrite = true;
        if (*video)
            request.videoPath = in(video);
        if (*list)
            request.results = {{in(list), {}}};
        return request;
    }
    Exporter exporter(const SyntheticScript &script) const
    {
        return Exporter(SyntheticSource::factory(script), SyntheticDetector::factory(m_model));
    }

protected Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = std::make_shared<SyntheticModel>();
    }
};

} // namespace sightglass::test

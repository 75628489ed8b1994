// SPDX-License-Identifier: Apache-2.0
#include "core/store/sqlite.h"

#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

namespace sightglass
{

namespace
{

/// For another program that writes to the same file.
constexpr int busyMilliseconds = 2000;

Error errorOf(sqlite3 *database)
{
    const char *file = sqlite3_db_filename(database, nullptr);
    const QString name = QFileInfo(QFile::decodeName(file ? file : "")).fileName();
    return {Words::tr("The file %1, in which results are kept, failed: %2.")
                .arg(name, QString::fromUtf8(sqlite3_errmsg(database))),
            {},
            QStringLiteral("SQLite %1").arg(sqlite3_extended_errcode(database))};
}

} // namespace

void SqlStatement::Finalise::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

SqlStatement &SqlStatement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), parameter, value);
    return *this;
}

SqlStatement &SqlStatement::bind(int parameter, double value)
{
    sqlite3_bind_double(m_statement.get(), parameter, value);
    return *this;
}

SqlStatement &SqlStatement::bind(int parameter, const QByteArray &blob)
{
    sqlite3_bind_blob64(m_statement.get(), parameter, blob.constData(), static_cast<sqlite3_uint64>(blob.size()),
                        SQLITE_STATIC);
    return *this;
}

SqlStatement &SqlStatement::bind(int parameter, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    sqlite3_bind_text(m_statement.get(), parameter, utf8.constData(), static_cast<int>(utf8.size()), SQLITE_TRANSIENT);
    return *this;
}

Result<bool> SqlStatement::step()
{
    switch (sqlite3_step(m_statement.get())) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        return errorOf(sqlite3_db_handle(m_statement.get()));
    }
}

Result<void> SqlStatement::run()
{
    for (;;) {
        const auto row = step();
        if (row && *row)
            continue;
        reset();
        return row ? Result<void>() : row.error();
    }
}

void SqlStatement::reset()
{
    sqlite3_reset(m_statement.get());
}

std::int64_t SqlStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double SqlStatement::real(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

QByteArray SqlStatement::bytes(int column) const
{
    const void *const bytes = sqlite3_column_blob(m_statement.get(), column);
    return QByteArray::fromRawData(static_cast<const char *>(bytes), sqlite3_column_bytes(m_statement.get(), column));
}

QString SqlStatement::text(int column) const
{
    const auto *const text = sqlite3_column_text(m_statement.get(), column);
    return QString::fromUtf8(reinterpret_cast<const char *>(text), sqlite3_column_bytes(m_statement.get(), column));
}

void SqlDatabase::Close::operator()(sqlite3 *database) const
{
    sqlite3_close_v2(database);
}

Result<SqlDatabase> SqlDatabase::open(const QString &path, Access access)
{
    const int flags = (access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
                      SQLITE_OPEN_NOMUTEX;
    sqlite3 *opened = nullptr;
    const int code = sqlite3_open_v2(QFile::encodeName(path).constData(), &opened, flags, nullptr);
    SqlDatabase database;
    database.m_database.reset(opened);
    if (code != SQLITE_OK)
        return errorOf(opened);
    sqlite3_busy_timeout(opened, busyMilliseconds);
    return database;
}

Result<void> SqlDatabase::execute(const char *sql)
{
    if (sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return errorOf(m_database.get());
    return {};
}

Result<SqlStatement> SqlDatabase::prepare(const char *sql) const
{
    sqlite3_stmt *prepared = nullptr;
    if (sqlite3_prepare_v3(m_database.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK)
        return errorOf(m_database.get());
    SqlStatement statement;
    statement.m_statement.reset(prepared);
    return statement;
}

bool SqlDatabase::isDamaged() const
{
    const int code = sqlite3_errcode(m_database.get());
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT;
}

bool SqlDatabase::isBusy() const
{
    const int code = sqlite3_errcode(m_database.get());
    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

} // namespace sightglass

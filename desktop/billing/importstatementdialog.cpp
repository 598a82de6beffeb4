// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/importstatementdialog.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/text.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QUrl>

#include <algorithm>

namespace gotoai::billing {

using namespace widgets;

namespace {

constexpr qsizetype pieceBytes = 1'000'000;      // the daemon takes 1 MiB at once
constexpr qint64 mostBytes = 64LL * 1024 * 1024; // of a file
constexpr char generic[] = "generic";

// Whose export it will be, by the host of the provider's address.
QString formatOf(const protocol::Provider& provider)
{
    const QString host = QUrl(QString::fromStdString(provider.baseUrl)).host();
    for (const char* format : {"openai", "anthropic", "openrouter"}) {
        if (host.contains(QLatin1String(format)))
            return QString::fromLatin1(format);
    }
    return QString::fromLatin1(generic);
}

} // namespace

ImportStatementDialog::ImportStatementDialog(const client::Directory& directory, QWidget* parent)
    : FormDialog(tr("Import a provider's statement"), tr("&Import"), parent)
    , m_directory(directory)
    , m_provider(new QComboBox)
    , m_file(new QLineEdit)
    , m_name(new QLineEdit)
    , m_format(new QComboBox)
    , m_columns(new QLineEdit)
{
    addNote(tr("What a provider bills, as it gives it out: a CSV or JSON file. Importing a file twice adds nothing."));
    for (const protocol::Provider& provider : directory.providers())
        m_provider->addItem(plain(provider.name), QString::fromStdString(provider.id.toString()));
    for (const auto& [text, format] : {std::pair{tr("OpenAI's export"), "openai"},
                                       {tr("Anthropic's export"), "anthropic"},
                                       {tr("OpenRouter's export"), "openrouter"},
                                       {tr("another table"), generic}})
        m_format->addItem(text, QString::fromLatin1(format));
    m_columns->setPlaceholderText(QStringLiteral("external_id=Request ID;cost_usd=Total"));
    addField(tr("&Provider"), m_provider);
    QWidget* row = makeFileRow();
    addField(tr("&File"), row);
    m_file->setAccessibleName(tr("File"));
    m_found = addNote({});
    addField(tr("&Name"), m_name, tr("Files of one name are one statement."));
    addField(tr("For&mat"), m_format);
    addField(tr("&Columns"), m_columns, tr("Which of its columns is what, where they have other names."));
    connect(m_provider, &QComboBox::currentIndexChanged, this, &ImportStatementDialog::suggestFormat);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportStatementDialog::judge);
    connect(m_name, &QLineEdit::textChanged, this, &ImportStatementDialog::judge);
    connect(m_file, &QLineEdit::textChanged, this, &ImportStatementDialog::readFile);
    suggestFormat();
    readFile();
    m_file->setFocus();
}

QWidget* ImportStatementDialog::makeFileRow()
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::small);
    line->addWidget(m_file, 1);
    auto* browse = makeButton(tr("&Browse…"));
    line->addWidget(browse);
    row->setFocusProxy(m_file);
    connect(browse, &QPushButton::clicked, this, &ImportStatementDialog::browse);
    return row;
}

void ImportStatementDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("A provider's statement"), QFileInfo(m_file->text()).path(),
                                   tr("Statements (*.csv *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportStatementDialog::setFile);
    dialog->open();
}

void ImportStatementDialog::setFile(const QString& name) { m_file->setText(name); }

void ImportStatementDialog::readFile()
{
    m_pieces.clear();
    m_found->setText({});
    const QString name = m_file->text().trimmed();
    QFile file(name);
    if (QFileInfo(name).isFile() && file.open(QIODevice::ReadOnly)) {
        const QByteArray text = file.size() <= mostBytes ? file.readAll() : QByteArray();
        m_isJson = looksLikeJson(text);
        m_pieces = m_isJson ? jsonPieces(text, pieceBytes) : csvPieces(text, pieceBytes);
        const QString size = QLocale().formattedDataSize(file.size());
        m_found->setText(!m_pieces.empty() ? tr("%1, %2").arg(m_isJson ? tr("JSON") : tr("CSV"), size)
                         : m_isJson ? tr("It is no whole array of rows, has none as data, or a row is longer than %1.")
                                          .arg(QLocale().formattedDataSize(pieceBytes))
                         : file.size() > mostBytes ? tr("%1 are too much at once: import it in parts.").arg(size)
                                                   : tr("There is no row in it."));
        if (m_name->text() == m_suggestedName)
            m_name->setText(m_suggestedName = QFileInfo(name).completeBaseName());
    } else if (!name.isEmpty()) {
        m_found->setText(tr("There is no such file."));
    }
    m_found->setVisible(!m_found->text().isEmpty());
    judge();
}

void ImportStatementDialog::suggestFormat()
{
    const auto id = ProviderId::parse(m_provider->currentData().toString().toStdString());
    if (const protocol::Provider* provider = id ? m_directory.provider(*id) : nullptr)
        m_format->setCurrentIndex(std::max(0, m_format->findData(formatOf(*provider))));
    judge();
}

QString ImportStatementDialog::chosenFormat() const { return m_format->currentData().toString(); }

void ImportStatementDialog::judge()
{
    m_columns->setEnabled(chosenFormat() == QLatin1String(generic));
    setComplete(m_provider->currentIndex() >= 0 && !m_pieces.empty() && !m_name->text().trimmed().isEmpty());
}

QUrlQuery ImportStatementDialog::query() const
{
    const auto encoded = [](const QString& text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("provider"), m_provider->currentData().toString());
    query.addQueryItem(QStringLiteral("statement"), encoded(m_name->text().trimmed()));
    query.addQueryItem(QStringLiteral("format"),
                       chosenFormat() + (m_isJson ? QStringLiteral("_json") : QStringLiteral("_csv")));
    if (m_columns->isEnabled() && !m_columns->text().trimmed().isEmpty())
        query.addQueryItem(QStringLiteral("columns"), encoded(m_columns->text().trimmed()));
    return query;
}

QByteArray ImportStatementDialog::type() const { return m_isJson ? "application/json" : "text/csv"; }

void ImportStatementDialog::showSent(int sent, int of)
{
    if (of > 1)
        setAct(tr("Part %1 of %2…").arg(countText(sent + 1), countText(of)));
}

void ImportStatementDialog::showFailure(const QString& sentence)
{
    setAct(tr("&Import"));
    failed(sentence);
}

} // namespace gotoai::billing
